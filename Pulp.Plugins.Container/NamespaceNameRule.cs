using Pulp.Plugins.Container.Models;
using Pulp.Plugins.Container.Naming;
using Pulp.Resources;
using Pulp.Stores;

namespace Pulp.Plugins.Container;

/// <summary>
/// Requires that the name of a namespace can begin the name of an image.
/// </summary>
internal sealed class NamespaceNameRule : IResourceRule
{
    public ValueTask CheckAsync(IStoreSession session, Resource resource, Resource? previous, FieldErrors errors)
    {
        if (resource is ContainerNamespace named && (!RepositoryName.TryParse(named.Name, out _) || named.Name.Contains('/', StringComparison.Ordinal)))
            errors.Add("name", "It must be the first part of a repository name: lower-case letters and digits, with single '.', '_' or '-' between them.");
        return ValueTask.CompletedTask;
    }
}
