using Pulp.Resources;

namespace Pulp.Plugins.Python.Attestations;

/// <summary>
/// Holds what clients say of an uploaded provenance object.
/// </summary>
internal sealed record ProvenanceUploadOptions
{
    /// <summary>Gets the href or PRN of the package it is about.</summary>
    [Field(MinimumLength = 1, MaximumLength = 4096)]
    public string? Package { get; init; }

    /// <summary>Gets whether signatures are checked.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool Verify { get; init; } = true;
}
