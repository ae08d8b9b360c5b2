namespace Pulp.Plugins.Python.Metadata.Archives;

/// <summary>One record of a ZIP archive's central directory.</summary>
internal sealed record ZipEntry
{
    public required string Name { get; init; }

    /// <summary>Gets the name as stored, to compare with the local header byte by byte.</summary>
    public required byte[] RawName { get; init; }

    public required ushort Flags { get; init; }

    public required ushort Method { get; init; }

    public required uint Crc { get; init; }

    public required long CompressedSize { get; init; }

    public required long Size { get; init; }

    /// <summary>Gets the offset of the local header in the stream.</summary>
    public required long Offset { get; init; }

    public bool IsFolder => Name.EndsWith('/');
}
