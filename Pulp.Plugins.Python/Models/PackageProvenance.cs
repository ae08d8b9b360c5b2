using System.Text.Json;
using Pulp.ContentTypes;

namespace Pulp.Plugins.Python.Models;

/// <summary>
/// Holds the provenance of a file: who published it from where, with attestations (PEP 740).
/// </summary>
public sealed record PackageProvenance : Content
{
    /// <summary>Gets the SHA-256 of the file it is about.</summary>
    public required string PackageSha256 { get; init; }

    /// <summary>Gets the file's name.</summary>
    public required string Filename { get; init; }

    /// <summary>Gets the project's normalized name.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the SHA-256 of the provenance document.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Gets the provenance object.</summary>
    public required JsonElement Provenance { get; init; }
}
