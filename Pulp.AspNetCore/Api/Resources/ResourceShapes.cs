using System.Collections.Frozen;
using Microsoft.Extensions.Options;
using Pulp.Downloads;
using Pulp.Plugins;
using Pulp.Resources;

namespace Pulp.AspNetCore.Api.Resources;

/// <summary>
/// Holds the shapes of all registered resource types.
/// </summary>
internal sealed class ResourceShapes
{
    private readonly FrozenDictionary<Type, ResourceShape> byClr;

    public ResourceShapes(PulpCatalog catalog, IOptions<PulpOptions> options, UpstreamAllowances allowances)
    {
        All = [.. catalog.ResourceTypes.Select(type => new ResourceShape(type, options.Value, allowances))];
        byClr = All.ToFrozenDictionary(shape => shape.Type.ClrType);
    }

    public IReadOnlyList<ResourceShape> All { get; }

    public ResourceShape Of(Resource resource) => byClr[resource.GetType()];
}
