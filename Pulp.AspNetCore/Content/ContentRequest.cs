using Microsoft.AspNetCore.Http;
using Pulp.Distributions;

namespace Pulp.AspNetCore.Content;

/// <summary>
/// Represents a request that was matched to a distribution and may read it.
/// </summary>
/// <param name="Http">The request.</param>
/// <param name="Distribution">The distribution.</param>
/// <param name="Generation">The state of the distributions in which it was matched.</param>
/// <param name="Path">The decoded path below the base path.</param>
internal readonly record struct ContentRequest(HttpContext Http, Distribution Distribution, long Generation, string Path);
