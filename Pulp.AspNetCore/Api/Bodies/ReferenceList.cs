using Pulp.AspNetCore.Api.Hrefs;

namespace Pulp.AspNetCore.Api.Bodies;

/// <summary>
/// Represents a list of references, or all there are.
/// </summary>
internal sealed record ReferenceList(IReadOnlyList<ObjectReference> Items, bool IsAll)
{
    public static ReferenceList All { get; } = new([], IsAll: true);
}
