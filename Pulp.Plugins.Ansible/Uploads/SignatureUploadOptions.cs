using Pulp.Resources;

namespace Pulp.Plugins.Ansible.Uploads;

/// <summary>
/// Holds what clients say of an uploaded signature.
/// </summary>
internal sealed record SignatureUploadOptions
{
    /// <summary>Gets the collection version whose <c>MANIFEST.json</c> it signs.</summary>
    [Field(References = ReferenceTarget.Content)]
    public required Guid SignedCollection { get; init; }
}
