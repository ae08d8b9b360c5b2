using System.Text.Json.Serialization;
using Pulp.Resources;

namespace Pulp.Distributions;

/// <summary>
/// Represents a rule that decides who may read through the distributions it is attached to.
/// </summary>
public abstract record ContentGuard : NamedResource
{
    /// <summary>Gets the description.</summary>
    public string? Description { get; init; }

    /// <summary>Gets whether the guard is asked for what a plugin's endpoints answer too, and not for files of the content app alone.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    [JsonIgnore]
    public virtual bool IsAskedByEndpoints => true;
}
