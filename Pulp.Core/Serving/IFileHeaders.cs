using Pulp.Distributions;

namespace Pulp.Serving;

/// <summary>
/// States headers of files served through distributions of one type.
/// </summary>
public interface IFileHeaders
{
    /// <summary>Gets the headers of a file.</summary>
    /// <param name="distribution">The distribution.</param>
    /// <param name="relativePath">The file's path.</param>
    /// <returns>Names and values; <c>Content-Type</c> replaces the one found by extension.</returns>
    IReadOnlyDictionary<string, string> HeadersOf(Distribution distribution, string relativePath);
}
