using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Pulp.Stores;

namespace Pulp.Access;

/// <summary>
/// Creates the user <c>admin</c> at the first start, with a password of its own.
/// </summary>
internal sealed class AdministratorSetup : IStartupStep
{
    private readonly IPulpDatabase database;
    private readonly AdministratorOptions options;
    private readonly TimeProvider time;

    public AdministratorSetup(IPulpDatabase database, IOptions<AdministratorOptions> options, TimeProvider time)
    {
        this.database = database;
        this.options = options.Value;
        this.time = time;
    }

    public int Order => 16;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (!options.IsEnabled || await database.ReadAsync(static session => session.Access.Users.FindAsync(AdministratorOptions.Username), cancellationToken).ConfigureAwait(false) is not null)
            return;
        var password = options.Password;
        if (string.IsNullOrEmpty(password))
        {
            password = RandomNumberGenerator.GetString("abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789", 24);
            await WriteAsync(password, cancellationToken).ConfigureAwait(false);
        }

        var user = new User
        {
            Username = AdministratorOptions.Username,
            PasswordHash = PasswordHash.Create(password),
            IsStaff = true,
            IsSuperuser = true,
            DateJoined = time.GetUtcNow(),
        };
        await database.WriteAsync(session => session.Access.Users.InsertAsync(user), cancellationToken).ConfigureAwait(false);
    }

    private async Task WriteAsync(string password, CancellationToken cancellationToken)
    {
        if (options.PasswordFile is not { } path)
            return;
        // A file left by somebody keeps its own permissions when it is written over, so it is made anew.
        File.Delete(path);
        var create = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            create.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var file = new StreamWriter(path, create);
        await using (file.ConfigureAwait(false))
            await file.WriteLineAsync(password.AsMemory(), cancellationToken).ConfigureAwait(false);
    }
}
