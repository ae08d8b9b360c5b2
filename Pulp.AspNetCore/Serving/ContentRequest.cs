using Microsoft.AspNetCore.Http;
using Pulp.Distributions;
using Pulp.Serving;

namespace Pulp.AspNetCore.Serving;

/// <summary>
/// Represents a request that was matched to a distribution and may read it.
/// </summary>
/// <param name="Http">The request.</param>
/// <param name="Distribution">The distribution.</param>
/// <param name="Generation">The state of the distributions in which it was matched.</param>
/// <param name="Path">The decoded path below the base path.</param>
internal sealed record ContentRequest(HttpContext Http, Distribution Distribution, long Generation, string Path)
{
    /// <summary>Gets what answers when a file cannot be fetched; null for plain text.</summary>
    public Func<FetchFailure, Task>? Refuse { get; init; }

    /// <summary>Gets whether the same request always has the same answer, as long as the distribution serves the same.</summary>
    public bool IsReplayable { get; init; } = true;

    /// <summary>Gets whether requests with credentials have to be looked at each time all the same.</summary>
    public bool ChecksCredentials { get; init; }

    /// <summary>Gets the further key under which a small file is kept, besides its own; null for none.</summary>
    public ReadyAnswerKey? FoundAs { get; init; }
}
