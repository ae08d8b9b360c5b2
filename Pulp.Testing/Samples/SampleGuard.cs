using Pulp.Distributions;

namespace Pulp.Testing.Samples;

/// <summary>
/// Represents a guard that refuses with a fixed reason.
/// </summary>
public sealed record SampleGuard : ContentGuard
{
    /// <summary>Gets the reason to refuse; null lets everyone pass.</summary>
    public string? Refusal { get; init; }
}
