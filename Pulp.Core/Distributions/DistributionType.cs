using Pulp.Repositories;
using Pulp.Resources;

namespace Pulp.Distributions;

/// <summary>
/// Describes a distribution type.
/// </summary>
public sealed record DistributionType : ResourceType
{
    /// <summary>Gets whether base paths of this type may lie below each other. They are then not served by the content app but by the plugin's endpoints alone.</summary>
    public bool BasePathsMayNest { get; init; }

    /// <summary>Gets whether clients are given what the newest publication holds when a repository or version is distributed, and nothing as long as there is none.</summary>
    public bool ServesPublications { get; init; }

    /// <summary>Gets the CLR type of the pull-through source, or null when the type does not pull through.</summary>
    public Type? PullThrough { get; init; }

    /// <summary>Gets the CLR type that states headers of served files, or null.</summary>
    public Type? FileHeaders { get; init; }

    /// <summary>Gets the template of the address clients are given, below the server's origin, with <c>{base_path}</c>; null means the content app's.</summary>
    public string? BaseUrl { get; init; }

    /// <summary>Gets what tells a user, in lines to type or to put into a file, how a distribution is used; null when nothing is to be said beyond its address.</summary>
    public Func<ClientInstructions, string>? Instructions { get; init; }

    /// <summary>Gets a function that tells whether a repository goes with the last distribution of the type that serves it.</summary>
    public Func<Repository, bool> TakesAlong { get; init; } = static _ => false;

    /// <summary>Gets the REST field that shows the address.</summary>
    public string BaseUrlField { get; init; } = "base_url";
}
