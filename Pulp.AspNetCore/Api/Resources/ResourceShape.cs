using Pulp.AspNetCore.Api.Bodies;
using Pulp.AspNetCore.Api.Filters;
using Pulp.AspNetCore.Api.Json;
using Pulp.Downloads;
using Pulp.Resources;

namespace Pulp.AspNetCore.Api.Resources;

/// <summary>
/// Holds everything REST derives from one resource type: how it is shown, written, filtered.
/// </summary>
internal sealed class ResourceShape
{
    public ResourceShape(ResourceType type, PulpOptions options, UpstreamAllowances allowances)
    {
        Type = type;
        Representation = ResourceOutput.Of(type, options, allowances);
        Body = ResourceSchemas.Of(type, Representation);
        Filters = ResourceFilters.Of(type.Kind, [.. type.Fields.Where(descriptor => descriptor != type.ParentField)], types: null, type.Governor);
        References = new ReferenceLoader(type.Fields);
        ReferenceFields = [.. type.Fields.Where(descriptor => descriptor != type.ParentField && descriptor.Kind is FieldKind.Reference or FieldKind.ReferenceList)
            .Select(descriptor => (descriptor.Name, descriptor.Rules.References))];
    }

    public ResourceType Type { get; }

    public Representation<ResourceRow> Representation { get; }

    public BodySchema Body { get; }

    public FilterSet Filters { get; }

    public ReferenceLoader References { get; }

    public IReadOnlyList<(string Name, ReferenceTarget Target)> ReferenceFields { get; }
}
