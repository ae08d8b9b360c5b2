using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Pulp.Access;
using Pulp.Plugins.Container.Tokens;
using Pulp.Stores;

namespace Pulp.Plugins.Container.Protocol;

/// <summary>
/// Finds out who a token was issued to, and leaves what it allows with the request.
/// </summary>
internal sealed class CallerTokens
{
    private const string Scheme = "Bearer ";
    private const string NoLogin = "Basic Og==";
    private const int MaximumRemembered = 10_000;

    // Changes by this process are seen at once; by another one, such as the command that resets the administrator's password, after this time.
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<string, (User User, string Mark, long Generation, DateTimeOffset Until)> users = new(StringComparer.Ordinal);
    private readonly RegistryTokens tokens;
    private readonly IPulpDatabase database;
    private readonly TimeProvider time;
    private readonly bool withTokens;

    public CallerTokens(RegistryTokens tokens, IPulpDatabase database, TimeProvider time, bool withTokens)
    {
        this.withTokens = withTokens;
        this.tokens = tokens;
        this.database = database;
        this.time = time;
    }

    public async ValueTask<LoginOutcome?> LoginAsync(HttpContext context)
    {
        var headers = context.Request.Headers.Authorization;
        // podman and skopeo send an empty login where they have none.
        if (!withTokens)
            return headers is [NoLogin] ? new LoginOutcome.Accepted(Caller.Anonymous) : null;
        if (headers is not [{ } header] || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) || tokens.Find(header[Scheme.Length..].Trim()) is not { } grant)
            return null;
        var caller = Caller.Anonymous;
        if (grant.Username.Length > 0)
        {
            if (await FindAsync(grant, context.RequestAborted).ConfigureAwait(false) is not { } user)
                return null;
            caller = new Caller(user);
        }

        context.Features.Set(grant);
        return new LoginOutcome.Accepted(caller);
    }

    private async ValueTask<User?> FindAsync(TokenGrant grant, CancellationToken cancellationToken)
    {
        var (now, generation) = (time.GetUtcNow(), database.AccessGeneration);
        if (users.TryGetValue(grant.Username, out var known) && known.Generation == generation && known.Until > now)
            return known.Mark == grant.Mark ? known.User : null;
        var user = await database.ReadAsync(session => session.Access.Users.FindAsync(grant.Username), cancellationToken).ConfigureAwait(false);
        if (user is not { IsActive: true })
            return null;
        if (users.Count >= MaximumRemembered)
            users.Clear();
        var mark = RegistryTokens.MarkOf(user);
        users[grant.Username] = (user, mark, generation, now + Memory);
        return mark == grant.Mark ? user : null;
    }
}
