using Pulp.ContentTypes;
using Pulp.Resources;

namespace Acme.Things;

/// <summary>
/// Represents a widget. Its properties are stored as they are, and shown in REST under their snake_case names.
/// </summary>
/// <remarks>
/// A unit of content never changes. A property that is added later gets its initial value in units that are stored already; where that is
/// not enough, <c>Schema</c> brings old ones up to date.
/// </remarks>
public sealed record Widget : Content
{
    /// <summary>Gets the path of the file below a distribution.</summary>
    // The server knows it from the file: who uploads does not say it.
    [Field(ReadOnly = true)]
    public required string Path { get; init; }

    /// <summary>Gets the SHA-256 of the file in hexadecimal.</summary>
    [Field(ReadOnly = true)]
    public required string Sha256 { get; init; }
}
