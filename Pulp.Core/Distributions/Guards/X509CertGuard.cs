using Pulp.Resources;

namespace Pulp.Distributions.Guards;

/// <summary>
/// Represents a guard that lets in who shows a client certificate that certain authorities issued and that is valid now.
/// </summary>
public sealed record X509CertGuard : ContentGuard
{
    /// <summary>Gets the certificates of the authorities in PEM: at least one root, and those that stand between it and clients' certificates.</summary>
    [Field(MinimumLength = 1, MaximumLength = 512 * 1024)]
    public required string CaCertificate { get; init; }
}
