using System.Text.Json.Serialization;

namespace Pulp.Distributions.Guards;

/// <summary>
/// Represents a guard that lets nobody have files but through what a plugin answers for the distribution, such as a registry or a Galaxy server, which decides by itself.
/// </summary>
public sealed record ContentRedirectContentGuard : ContentGuard
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override bool IsAskedByEndpoints => false;
}
