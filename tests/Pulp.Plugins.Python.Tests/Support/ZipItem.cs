using System.IO.Compression;
using System.Text;
using Pulp.Archives;
using Pulp.Plugins.Python.Metadata.Archives;

namespace Pulp.Plugins.Python.Tests.Support;

/// <summary>One entry of a test archive; what its headers state can be made to differ from what it is.</summary>
internal sealed record ZipItem(string Name, byte[] Content)
{
    public ZipItem(string name, string content)
        : this(name, Encoding.UTF8.GetBytes(content))
    {
    }

    public ushort Method { get; init; } = 8;

    public ushort Flags { get; init; }

    public byte[]? LocalName { get; init; }

    public uint? Crc { get; init; }

    public uint? LocalCrc { get; init; }

    /// <summary>Gets the unpacked size that both headers state, when it is not the real one.</summary>
    public uint? Size { get; init; }

    /// <summary>Gets the unpacked size that the local header states, when it is not that of the directory.</summary>
    public uint? LocalSize { get; init; }

    public byte[] Extra { get; init; } = [];

    public byte[] LocalExtra { get; init; } = [];

    public bool DataDescriptor { get; init; }

    /// <summary>Gets bytes that stand after the packed data and count as part of them.</summary>
    public byte[] PackedSuffix { get; init; } = [];

    public byte[] RawName { get; init; } = Encoding.UTF8.GetBytes(Name);

    public byte[] Pack()
    {
        using var packed = new MemoryStream();
        if (Method == 8)
        {
            using var deflate = new DeflateStream(packed, CompressionLevel.Optimal, leaveOpen: true);
            deflate.Write(Content);
        }
        else
        {
            packed.Write(Content);
        }

        if (Method == 8 && Content.Length == 0)
        {
            packed.Write([3, 0]);
        }

        packed.Write(PackedSuffix);
        return packed.ToArray();
    }

    public uint RealCrc => Crc32.Of(Content);
}
