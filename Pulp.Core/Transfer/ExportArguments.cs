using System.Text.Json;

namespace Pulp.Transfer;

/// <summary>
/// Represents an export that a task does.
/// </summary>
public sealed record ExportArguments
{
    /// <summary>The largest size of one file that can be asked for: 1 TB.</summary>
    public const long MaximumChunkSize = 1_000_000_000_000;

    /// <summary>Gets the identifier of the export, part of the names of its files.</summary>
    /// <value>The default is none: the export gets one.</value>
    public Guid? Id { get; init; }

    /// <summary>Gets the folder the files are written to; it is made when it is not there.</summary>
    public required string Folder { get; init; }

    /// <summary>Gets the versions, at most one of each repository.</summary>
    public required IReadOnlyList<Guid> Versions { get; init; }

    /// <summary>Gets the versions that the receiving side has already.</summary>
    /// <value>The default is none: everything is exported.</value>
    public IReadOnlyList<Guid> StartVersions { get; init; } = [];

    /// <summary>Gets the largest size of one file in bytes; null for no limit.</summary>
    /// <value>The default is <see langword="null"/>.</value>
    public long? ChunkSize { get; init; }

    /// <summary>Gets what is said in the manifest besides.</summary>
    /// <value>The default is nothing.</value>
    public IReadOnlyDictionary<string, JsonElement> Meta { get; init; } = new Dictionary<string, JsonElement>();
}
