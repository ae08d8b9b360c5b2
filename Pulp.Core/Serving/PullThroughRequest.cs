using Pulp.Distributions;
using Pulp.Remotes;

namespace Pulp.Serving;

/// <summary>
/// Represents a request for a file that a distribution with a remote does not have.
/// </summary>
/// <param name="Distribution">The distribution.</param>
/// <param name="Remote">Its remote.</param>
/// <param name="RelativePath">The path below the base path, decoded.</param>
/// <param name="Query">Gets the value of a query parameter, or null.</param>
public sealed record PullThroughRequest(Distribution Distribution, Remote Remote, string RelativePath, Func<string, string?> Query);
