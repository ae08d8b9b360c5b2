using System.IO.Enumeration;
using Pulp.Resources;
using Pulp.Serving;
using Pulp.Stores;

namespace Pulp.Access;

// What users are granted is kept in memory until anything about access changes.
internal sealed class AccessEvaluator : IAccessEvaluator
{
    private const long MaximumKept = 100_000;
    private readonly IPulpDatabase database;
    private readonly BoundedCache<(long User, string Permission), Granted> kept = new(MaximumKept);

    public AccessEvaluator(IPulpDatabase database) => this.database = database;

    public async ValueTask<bool> IsAllowedAsync(Caller caller, string permission, string? objectPrn, CancellationToken cancellationToken)
    {
        if (caller.User is not { } user || !TokenAllows(caller.Token, permission, objectPrn))
            return false;
        if (HasAll(user, permission))
            return true;
        var scope = await GrantedAsync(user, permission, cancellationToken).ConfigureAwait(false);
        return scope.IsAll || (objectPrn is not null && Prn.TryParse(objectPrn, out var prn) && scope.Includes(prn.Id));
    }

    public async ValueTask<ObjectScope> VisibleAsync(Caller caller, string permission, CancellationToken cancellationToken)
    {
        if (caller.User is not { } user || !TokenNames(caller.Token, permission))
            return ObjectScope.None;
        var granted = HasAll(user, permission) ? ObjectScope.All : await GrantedAsync(user, permission, cancellationToken).ConfigureAwait(false);
        if (caller.Token is not { Objects.Count: > 0 } limited)
            return granted;
        var objects = limited.Objects.Select(text => Prn.TryParse(text, out var prn) ? prn.Id : text).Where(granted.Includes);
        return new ObjectScope(objects.ToHashSet(StringComparer.Ordinal));
    }

    private static bool HasAll(User user, string permission) => user.IsSuperuser && !ExplicitPermissions.Contains(permission);

    private static bool TokenAllows(ApiToken? token, string permission, string? objectPrn) =>
        TokenNames(token, permission)
        && (token is not { Objects.Count: > 0 } limited || (objectPrn is not null && limited.Objects.Contains(objectPrn, StringComparer.Ordinal)));

    private static bool TokenNames(ApiToken? token, string permission) =>
        token is not { Scopes.Count: > 0 } limited || limited.Scopes.Any(scope => FileSystemName.MatchesSimpleExpression(scope, permission, ignoreCase: false));

    private ValueTask<ObjectScope> GrantedAsync(User user, string permission, CancellationToken cancellationToken)
    {
        var generation = database.AccessGeneration;
        return kept.TryGet((user.Id, permission), out var known) && known.Generation == generation ? new(known.Scope) : LoadAsync();

        async ValueTask<ObjectScope> LoadAsync()
        {
            var scope = await ReadAsync(user, permission, cancellationToken).ConfigureAwait(false);
            kept.Set((user.Id, permission), new Granted(scope, generation), 1 + (scope.Ids?.Count ?? 0));
            return scope;
        }
    }

    private Task<ObjectScope> ReadAsync(User user, string permission, CancellationToken cancellationToken) => database.ReadAsync(
        async session =>
        {
            var objects = new HashSet<string>(StringComparer.Ordinal);
            var holds = new Dictionary<string, bool>(StringComparer.Ordinal);
            foreach (var grant in await session.Access.Grants.OfUserAsync(user.Id).ConfigureAwait(false))
            {
                if (!holds.TryGetValue(grant.RoleName, out var has))
                {
                    var role = await session.Access.Roles.FindAsync(grant.RoleName).ConfigureAwait(false);
                    holds[grant.RoleName] = has = role?.Permissions.Contains(permission, StringComparer.Ordinal) == true;
                }

                if (!has)
                    continue;
                if (grant.ObjectId is null)
                    return ObjectScope.All;
                objects.Add(grant.ObjectId);
            }

            return new ObjectScope(objects);
        },
        cancellationToken);

    private sealed record Granted(ObjectScope Scope, long Generation);
}
