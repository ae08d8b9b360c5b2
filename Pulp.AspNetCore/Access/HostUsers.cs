using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Pulp.Access;
using Pulp.Stores;

namespace Pulp.AspNetCore.Access;

/// <summary>Takes who sent a request from the authentication of the application around Pulp.</summary>
internal sealed class HostUsers(IPulpDatabase database, IOptions<HostUserOptions> options) : IRequestAuthentication
{
    private readonly HostUserOptions options = options.Value;

    public async ValueTask<LoginOutcome?> AuthenticateAsync(HttpContext context)
    {
        var principal = context.User;
        if (principal.Identity is not { IsAuthenticated: true, Name: { Length: > 0 } name })
            return null;
        var user = await FindAsync(name, context.RequestAborted).ConfigureAwait(false);
        if (user is null && options.CreateUsers)
            user = await CreateAsync(name).ConfigureAwait(false);
        if (user is not { IsActive: true })
            return new LoginOutcome.Refused();
        var isAdministrator = user.IsSuperuser || (options.AdministratorRole is { } role && principal.IsInRole(role));
        return new LoginOutcome.Accepted(new Caller(user with { IsSuperuser = isAdministrator }));
    }

    private Task<User?> FindAsync(string name, CancellationToken cancellationToken) =>
        database.ReadAsync(session => session.Access.Users.FindAsync(name), cancellationToken);

    // Two first requests of one user: the second finds what the first has made.
    private Task<User?> CreateAsync(string name) => database.WriteAsync(async session =>
        await session.Access.Users.InsertAsync(new User { Username = name }).ConfigureAwait(false) ?? await session.Access.Users.FindAsync(name).ConfigureAwait(false));
}
