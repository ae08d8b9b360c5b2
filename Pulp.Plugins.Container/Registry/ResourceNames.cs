using Pulp.Resources;

namespace Pulp.Plugins.Container.Registry;

/// <summary>
/// Knows the names by which permissions are given on resources.
/// </summary>
internal sealed class ResourceNames(PulpCatalog catalog)
{
    public string PrnOf(Resource resource) => catalog.ResourceTypeOf(resource).PrnOf(resource.Id);
}
