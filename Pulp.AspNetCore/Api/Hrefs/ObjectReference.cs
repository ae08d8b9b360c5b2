using Pulp.ContentTypes;
using Pulp.Resources;

namespace Pulp.AspNetCore.Api.Hrefs;

/// <summary>
/// Represents what an href or PRN names. Whether the object exists is another question.
/// </summary>
internal abstract record ObjectReference
{
    private ObjectReference()
    {
    }

    internal sealed record OfResource(ResourceType Type, Guid Id) : ObjectReference;

    internal sealed record OfContent(ContentType Type, Guid Id) : ObjectReference;

    /// <summary>A version, by its identifier (from a PRN) or by repository and number (from an href).</summary>
    internal sealed record OfVersion(Guid? Id, ResourceType? RepositoryType, Guid RepositoryId, long Number) : ObjectReference;

    internal sealed record OfCore(CoreObject Kind, string Id) : ObjectReference
    {
        public Guid Uuid => Guid.Parse(Id);
    }
}
