using Pulp.Resources;

namespace Pulp.Distributions.Guards;

/// <summary>
/// Represents a guard that lets in who sends a header with a certain value, for example one that a proxy sets after it checked a certificate.
/// </summary>
public sealed record HeaderContentGuard : ContentGuard
{
    /// <summary>Gets the name of the header. Its value is read as Base64.</summary>
    [Field(MinimumLength = 1, MaximumLength = 256)]
    public required string HeaderName { get; init; }

    /// <summary>Gets what the decoded header must be, or what <see cref="JqFilter"/> must find in it.</summary>
    [Field(MinimumLength = 1)]
    public required string HeaderValue { get; init; }

    /// <summary>Gets a path in the notation of jq, such as <c>.identity.org_id</c>, for a header that holds JSON.</summary>
    /// <value>The default is <see langword="null"/>: the whole header is compared.</value>
    [Field(MaximumLength = 4096)]
    public string? JqFilter { get; init; }
}
