using Microsoft.Extensions.Options;
using Pulp.AspNetCore.Access;
using Pulp.AspNetCore.Api.Resources;
using Pulp.Distributions;
using Pulp.Downloads;
using Pulp.Plugins;
using Pulp.Publications;
using Pulp.Remotes;
using Pulp.Repositories;
using Pulp.Resources;
using Pulp.Transfer;

namespace Pulp.AspNetCore.Api.Endpoints;

/// <summary>
/// Brings the lists of all types of a kind: <c>repositories/</c>, <c>remotes/</c> and so on.
/// </summary>
internal sealed class ResourceKindEndpoints : IApiEndpoints
{
    private static readonly (ResourceKind Kind, string Path, Type Base)[] Kinds =
    [
        (ResourceKind.Repository, "repositories", typeof(Repository)),
        (ResourceKind.Remote, "remotes", typeof(Remote)),
        (ResourceKind.Distribution, "distributions", typeof(Distribution)),
        (ResourceKind.Publication, "publications", typeof(Publication)),
        (ResourceKind.ContentGuard, "contentguards", typeof(ContentGuard)),
        (ResourceKind.Exporter, "exporters", typeof(Exporter)),
    ];

    private readonly PulpCatalog catalog;
    private readonly ResourceReading reading;
    private readonly PulpOptions options;
    private readonly UpstreamAllowances allowances;

    public ResourceKindEndpoints(PulpCatalog catalog, ResourceReading reading, IOptions<PulpOptions> options, UpstreamAllowances allowances)
    {
        this.catalog = catalog;
        this.reading = reading;
        this.options = options.Value;
        this.allowances = allowances;
    }

    public IEnumerable<ApiEndpoint> Build() => Kinds.Select(kind => Build(kind.Kind, kind.Path, FieldDescriptors.Of(kind.Base)));

    private ApiEndpoint Build(ResourceKind kind, string path, IReadOnlyList<FieldDescriptor> fields)
    {
        var types = catalog.ResourceTypes.Where(type => type.Kind == kind).ToList();
        var representation = ResourceOutput.OfKind(kind, options, allowances);
        var known = fields.Where(field => types.Count == 0 || types.Exists(type => type.Fields.Any(own => own.Name == field.Name))).ToList();
        var filters = ResourceFilters.Of(kind, known, [.. types.Select(type => type.Name)]);
        var references = new ReferenceLoader(fields);
        var group = new EndpointGroup
        {
            Path = path + "/",
            Tag = Naming.Title(path),
            Model = kind.ToString(),
            HrefParameter = "",
            ObjectPrn = _ => "",
            ViewPermission = $"core.view_{kind.ToString().ToLowerInvariant()}",
        };

        // What each caller sees is decided type by type, so the permission named here is never asked by itself.
        return group.List(filters, representation, new EndpointPermission(PermissionScope.List), call => reading.ListKindAsync(call, kind, filters, representation, references));
    }
}
