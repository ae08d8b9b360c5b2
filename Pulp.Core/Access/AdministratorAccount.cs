using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Pulp.Stores;

namespace Pulp.Access;

/// <summary>
/// Makes the user <c>admin</c>, and lets an operator who lost its password back in.
/// </summary>
public sealed class AdministratorAccount
{
    private readonly IPulpDatabase database;
    private readonly AdministratorOptions options;
    private readonly TimeProvider time;

    /// <summary>Initializes the service.</summary>
    /// <param name="database">Where users are kept.</param>
    /// <param name="options">The password, or where a random one is written.</param>
    /// <param name="time">The clock.</param>
    public AdministratorAccount(IPulpDatabase database, IOptions<AdministratorOptions> options, TimeProvider time)
    {
        this.database = database;
        this.options = options.Value;
        this.time = time;
    }

    /// <summary>Gives the user <c>admin</c> a new password, and every right it may have lost; makes the user when there is none.</summary>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>A task that completes when the new password counts, for a server that is running too.</returns>
    /// <remarks>The password is that of <see cref="AdministratorOptions.Password"/>, or a random one written to <see cref="AdministratorOptions.PasswordFile"/>.</remarks>
    /// <exception cref="IOException">The file cannot be written; the old password still counts.</exception>
    public async Task ResetPasswordAsync(CancellationToken cancellationToken = default)
    {
        var hash = PasswordHash.Create(await ChooseAsync(cancellationToken).ConfigureAwait(false));
        await database.WriteAsync(
            async session =>
            {
                if (await session.Access.Users.FindAsync(AdministratorOptions.Username).ConfigureAwait(false) is { } user)
                    await session.Access.Users.UpdateAsync(user with { PasswordHash = hash, IsActive = true, IsStaff = true, IsSuperuser = true }).ConfigureAwait(false);
                else
                    await session.Access.Users.InsertAsync(New(hash)).ConfigureAwait(false);
                return true;
            },
            cancellationToken).ConfigureAwait(false);
    }

    internal async Task CreateAsync(CancellationToken cancellationToken)
    {
        if (await database.ReadAsync(static session => session.Access.Users.FindAsync(AdministratorOptions.Username), cancellationToken).ConfigureAwait(false) is not null)
            return;
        var user = New(PasswordHash.Create(await ChooseAsync(cancellationToken).ConfigureAwait(false)));
        await database.WriteAsync(session => session.Access.Users.InsertAsync(user), cancellationToken).ConfigureAwait(false);
    }

    private User New(string hash) => new()
    {
        Username = AdministratorOptions.Username,
        PasswordHash = hash,
        IsStaff = true,
        IsSuperuser = true,
        DateJoined = time.GetUtcNow(),
    };

    private async Task<string> ChooseAsync(CancellationToken cancellationToken)
    {
        if (options.Password is { Length: > 0 } given)
            return given;
        var password = RandomNumberGenerator.GetString("abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789", 24);
        if (options.PasswordFile is not { } path)
            return password;
        // A file left by somebody keeps its own permissions when it is written over, so it is made anew.
        File.Delete(path);
        var create = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            create.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var file = new StreamWriter(path, create);
        await using (file.ConfigureAwait(false))
            await file.WriteLineAsync(password.AsMemory(), cancellationToken).ConfigureAwait(false);
        return password;
    }
}
