using System.Collections.Frozen;
using System.IO.Enumeration;
using Pulp.Domains;
using Pulp.Plugins;
using Pulp.Queries;
using Pulp.Resources;
using Pulp.Serving;
using Pulp.Stores;

namespace Pulp.Access;

// What users are granted is kept in memory until anything about access changes.
internal sealed class AccessEvaluator : IAccessEvaluator
{
    private const long MaximumKept = 100_000;
    private readonly IPulpDatabase database;
    private readonly FrozenDictionary<string, ResourceType> governed;
    private readonly BoundedCache<(long User, string Permission), Granted> kept = new(MaximumKept);

    public AccessEvaluator(IPulpDatabase database, PulpCatalog catalog)
    {
        this.database = database;
        governed = catalog.ResourceTypes.Where(type => type.Governor is not null).ToFrozenDictionary(type => $"{type.PluginLabel}.{type.Model.ToLowerInvariant()}", StringComparer.Ordinal);
    }

    public async ValueTask<bool> IsAllowedAsync(Caller caller, string permission, string? objectPrn, CancellationToken cancellationToken)
    {
        if (caller.User is not { } user || !TokenAllows(caller.Token, permission, objectPrn))
            return false;
        if (HasAll(user, permission))
            return true;
        var scope = await GrantedAsync(user, permission, cancellationToken).ConfigureAwait(false);
        return scope.IsAll || (objectPrn is not null && Prn.TryParse(objectPrn, out var prn)
            && (scope.Includes(prn.Id) || (scope.Ids!.Count > 0 && await IsGovernedAsync(prn, scope, cancellationToken).ConfigureAwait(false))));
    }

    public async ValueTask<ObjectScope> VisibleAsync(Caller caller, string permission, CancellationToken cancellationToken)
    {
        if (caller.User is not { } user || !TokenNames(caller.Token, permission))
            return ObjectScope.None;
        var granted = HasAll(user, permission) ? ObjectScope.All : await WithGovernedAsync(permission, await GrantedAsync(user, permission, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        if (caller.Token is not { Objects.Count: > 0 } limited)
            return granted;
        var objects = limited.Objects.Select(text => Prn.TryParse(text, out var prn) ? prn.Id : text).Where(granted.Includes);
        return new ObjectScope(objects.ToHashSet(StringComparer.Ordinal));
    }

    // Whether the permission was given on what governs the object.
    private async ValueTask<bool> IsGovernedAsync(Prn prn, ObjectScope scope, CancellationToken cancellationToken)
    {
        if (!governed.TryGetValue(prn.Model, out var type) || !Guid.TryParseExact(prn.Id, "D", out var id))
            return false;
        var resource = await database.ReadAsync(session => session.Resources.GetAsync(id), cancellationToken).ConfigureAwait(false);
        return resource?.GetType() == type.ClrType && type.Governor!.IdOf(resource) is { } governor && scope.Includes(governor.ToString());
    }

    // The objects of the permission's type that are governed by those it was given on.
    private async ValueTask<ObjectScope> WithGovernedAsync(string permission, ObjectScope scope, CancellationToken cancellationToken)
    {
        if (scope.Ids is not { Count: > 0 } ids || governed.Values.FirstOrDefault(candidate => permission == candidate.Permission(ActionOf(permission))) is not { Governor: { } governor } type)
            return scope;
        var above = ids.Select(id => Guid.TryParseExact(id, "D", out var uuid) ? (object)uuid : null).OfType<object>().ToList();
        var query = new Query { Where = new Condition.Compare(governor.Field.Name, Comparison.In, above), Limit = int.MaxValue, WithCount = false };
        var below = await database.ReadAsync(session => session.Resources.QueryAsync(type.Kind, type, Domain.DefaultId, query), cancellationToken).ConfigureAwait(false);
        return below.Items.Count == 0 ? scope : new ObjectScope(ids.Concat(below.Items.Select(resource => resource.Id.ToString())).ToHashSet(StringComparer.Ordinal));
    }

    // From python.view_pythonrepository to view: a model's name has no underscore.
    private static string ActionOf(string permission)
    {
        var dot = permission.IndexOf('.', StringComparison.Ordinal);
        var underscore = permission.LastIndexOf('_');
        return underscore > dot ? permission[(dot + 1)..underscore] : "";
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

    /// <summary>Decides inside a transaction whether a user has a permission on everything.</summary>
    public static async ValueTask<bool> HasEverywhereAsync(IStoreSession session, long userId, string permission) =>
        await session.Access.Users.GetAsync(userId).ConfigureAwait(false) is { } user
        && (HasAll(user, permission) || (await ReadAsync(session, userId, permission).ConfigureAwait(false)).IsAll);

    private Task<ObjectScope> ReadAsync(User user, string permission, CancellationToken cancellationToken) =>
        database.ReadAsync(session => ReadAsync(session, user.Id, permission), cancellationToken);

    private static async ValueTask<ObjectScope> ReadAsync(IStoreSession session, long userId, string permission)
    {
        var objects = new HashSet<string>(StringComparer.Ordinal);
        var holds = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach (var grant in await session.Access.Grants.OfUserAsync(userId).ConfigureAwait(false))
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
    }

    private sealed record Granted(ObjectScope Scope, long Generation);
}
