using Pulp.ContentTypes;
using Pulp.Resources;

namespace Pulp.Plugins;

internal sealed class PluginTypes
{
    public List<ContentType> Contents { get; } = [];

    public List<ResourceType> Resources { get; } = [];

    public List<(Type Repository, IReadOnlyList<Type> Contents)> HeldTypes { get; } = [];

    public List<(Type Resource, ResourceAction Action)> Actions { get; } = [];

    public List<(Type Resource, string Word, string Description)> ObjectPermissions { get; } = [];

    public List<(Type Resource, string Property, Type Governor, Func<Resource, string?> KeyOf, Func<string, Resource> Create)> Governors { get; } = [];

    public Dictionary<Type, Type> GuardEvaluators { get; } = [];

    public Dictionary<string, string> Permissions { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, IReadOnlyList<string>> Roles { get; } = new(StringComparer.Ordinal);
}
