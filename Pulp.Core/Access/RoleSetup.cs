using Pulp.Plugins;
using Pulp.Resources;
using Pulp.Stores;

namespace Pulp.Access;

/// <summary>
/// Brings the shipped roles up to what the loaded plugins declare: creator, owner and viewer of each type, the core's own, and the plugins' further ones.
/// </summary>
internal sealed class RoleSetup : IStartupStep
{
    private static readonly (string Model, string[] Actions)[] CoreModels =
    [
        ("task", ["view", "change", "delete"]),
        ("taskgroup", ["view", "change"]),
        ("taskschedule", ["view"]),
        ("upload", ["view", "change", "delete"]),
        ("artifact", ["view"]),
        ("domain", ["view"]),
        ("group", ["view", "change", "delete"]),
        ("user", ["view", "change", "delete"]),
        ("role", ["view", "change", "delete"]),
    ];

    private readonly IPulpDatabase database;
    private readonly PulpCatalog catalog;

    public RoleSetup(IPulpDatabase database, PulpCatalog catalog)
    {
        this.database = database;
        this.catalog = catalog;
    }

    public int Order => 15;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var wanted = Wanted().ToDictionary(role => role.Name, StringComparer.Ordinal);
        var changed = await database.ReadAsync(
            async session =>
            {
                var different = new List<Role>();
                foreach (var role in wanted.Values)
                {
                    var stored = await session.Access.Roles.FindAsync(role.Name).ConfigureAwait(false);
                    if (stored is null)
                        different.Add(role);
                    else if (!stored.Permissions.SequenceEqual(role.Permissions, StringComparer.Ordinal))
                        different.Add(stored with { Permissions = role.Permissions, Locked = true });
                }

                return different;
            },
            cancellationToken).ConfigureAwait(false);
        if (changed.Count == 0)
            return;
        await database.WriteAsync(
            async session =>
            {
                foreach (var role in changed)
                    await session.Access.Roles.SaveAsync(role).ConfigureAwait(false);
                return true;
            },
            cancellationToken).ConfigureAwait(false);
    }

    private static Role RoleOf(string name, IEnumerable<string> permissions) =>
        new() { Name = name, Permissions = [.. permissions.Order(StringComparer.Ordinal)], Locked = true };

    // Who owns what governs others may do everything with these, and create them there.
    private IEnumerable<string> OfGoverned(ResourceType governor) => catalog.ResourceTypes
        .Where(type => type.Governor?.ClrType == governor.ClrType)
        .SelectMany(type => ObjectActions.Of(type).Append("add").Select(type.Permission));

    private IEnumerable<Role> Wanted()
    {
        foreach (var type in catalog.ResourceTypes)
        {
            yield return RoleOf(BuiltInRoles.CreatorOf(type), [type.Permission("add")]);
            yield return RoleOf(BuiltInRoles.OwnerOf(type), ObjectActions.Of(type).Select(type.Permission).Concat(OfGoverned(type)));
            yield return RoleOf(BuiltInRoles.ViewerOf(type), [type.Permission("view")]);
        }

        foreach (var (model, actions) in CoreModels)
        {
            yield return RoleOf($"core.{model}_creator", [$"core.add_{model}"]);
            yield return RoleOf($"core.{model}_owner", [.. actions.Select(action => $"core.{action}_{model}"), $"core.manage_roles_{model}"]);
            yield return RoleOf($"core.{model}_viewer", [$"core.view_{model}"]);
        }

        foreach (var (name, permissions) in catalog.Roles)
            yield return RoleOf(name, permissions);
    }
}
