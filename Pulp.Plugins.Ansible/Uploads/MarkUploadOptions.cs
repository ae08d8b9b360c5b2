using Pulp.Resources;

namespace Pulp.Plugins.Ansible.Uploads;

/// <summary>
/// Holds what clients say of a mark besides its word.
/// </summary>
internal sealed record MarkUploadOptions
{
    /// <summary>Gets the collection version that is marked.</summary>
    [Field(References = ReferenceTarget.Content)]
    public required Guid MarkedCollection { get; init; }
}
