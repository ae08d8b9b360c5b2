using Pulp.Resources;

namespace Pulp.Plugins.Ansible.Uploads;

/// <summary>
/// Holds what clients may say of an uploaded collection: what they expect in it.
/// </summary>
/// <param name="ExpectedNamespace">The namespace.</param>
/// <param name="ExpectedName">The name.</param>
/// <param name="ExpectedVersion">The version.</param>
internal sealed record CollectionUploadOptions(
    [property: Field(MaximumLength = 64)] string? ExpectedNamespace,
    [property: Field(MaximumLength = 64)] string? ExpectedName,
    [property: Field(MaximumLength = 128)] string? ExpectedVersion);
