namespace Pulp.Plugins.Python.Tests.Support;

/// <summary>Writes ZIP archives byte by byte, right or wrong.</summary>
internal sealed class ZipBuilder
{
    private readonly List<ZipItem> _items = [];

    public byte[] Prefix { get; init; } = [];

    public byte[] Suffix { get; init; } = [];

    public byte[] Comment { get; init; } = [];

    /// <summary>Gets bytes between the last entry and the directory.</summary>
    public byte[] BeforeDirectory { get; init; } = [];

    /// <summary>Gets bytes between the directory and the end record.</summary>
    public byte[] BeforeEnd { get; init; } = [];

    /// <summary>Gets bytes between the first entry and the second.</summary>
    public byte[] AfterFirst { get; init; } = [];

    public bool DoubleEnd { get; init; }

    public bool Zip64 { get; init; }

    public bool Zip64Locator { get; init; } = true;

    public int CountError { get; init; }

    public static ZipBuilder Of(params ZipItem[] items) => new ZipBuilder().Add(items);

    public ZipBuilder Add(params ZipItem[] items)
    {
        _items.AddRange(items);
        return this;
    }

    public byte[] Build()
    {
        using var zip = new MemoryStream();
        using var writer = new BinaryWriter(zip);
        writer.Write(Prefix);
        var offsets = new List<(ZipItem Item, long Offset, int PackedSize)>();
        foreach (var item in _items)
        {
            var offset = zip.Position - Prefix.Length;
            offsets.Add((item, offset, WriteEntry(writer, item)));
            writer.Write(offsets.Count == 1 ? AfterFirst : []);
        }

        writer.Write(BeforeDirectory);
        var directory = zip.Position - Prefix.Length;
        foreach (var (item, offset, packedSize) in offsets)
        {
            WriteDirectoryEntry(writer, item, offset, packedSize);
        }

        var size = zip.Position - Prefix.Length - directory;
        writer.Write(BeforeEnd);
        if (Zip64)
        {
            WriteZip64End(writer, zip.Position - Prefix.Length, directory, size);
        }

        WriteEnd(writer, directory, size);
        if (DoubleEnd)
        {
            WriteEnd(writer, directory, size);
        }

        writer.Write(Suffix);
        writer.Flush();
        return zip.ToArray();
    }

    private static int WriteEntry(BinaryWriter writer, ZipItem item)
    {
        var packed = item.Pack();
        var name = item.LocalName ?? item.RawName;
        writer.Write(0x04034B50u);
        writer.Write((ushort)20);
        writer.Write((ushort)(item.Flags | (item.DataDescriptor ? 8 : 0)));
        writer.Write(item.Method);
        writer.Write(0x5A215000u);
        var crc = item.LocalCrc ?? item.Crc ?? item.RealCrc;
        var size = item.LocalSize ?? item.Size ?? (uint)item.Content.Length;
        writer.Write(item.DataDescriptor ? 0 : crc);
        writer.Write(item.DataDescriptor ? 0 : packed.Length);
        writer.Write(item.DataDescriptor ? 0 : size);
        writer.Write((ushort)name.Length);
        writer.Write((ushort)item.LocalExtra.Length);
        writer.Write(name);
        writer.Write(item.LocalExtra);
        writer.Write(packed);
        if (item.DataDescriptor)
        {
            writer.Write(0x08074B50u);
            writer.Write(crc);
            writer.Write(packed.Length);
            writer.Write(size);
        }

        return packed.Length;
    }

    private static void WriteDirectoryEntry(BinaryWriter writer, ZipItem item, long offset, int packedSize)
    {
        writer.Write(0x02014B50u);
        writer.Write((ushort)20);
        writer.Write((ushort)20);
        writer.Write((ushort)(item.Flags | (item.DataDescriptor ? 8 : 0)));
        writer.Write(item.Method);
        writer.Write(0x5A215000u);
        writer.Write(item.Crc ?? item.RealCrc);
        writer.Write(packedSize);
        writer.Write(item.Size ?? (uint)item.Content.Length);
        writer.Write((ushort)item.RawName.Length);
        writer.Write((ushort)item.Extra.Length);
        writer.Write((ushort)0);
        writer.Write((ushort)0);
        writer.Write((ushort)0);
        writer.Write(0u);
        writer.Write((uint)offset);
        writer.Write(item.RawName);
        writer.Write(item.Extra);
    }

    private void WriteZip64End(BinaryWriter writer, long position, long directory, long size)
    {
        writer.Write(0x06064B50u);
        writer.Write(44L);
        writer.Write((ushort)45);
        writer.Write((ushort)45);
        writer.Write(0u);
        writer.Write(0u);
        writer.Write((long)_items.Count);
        writer.Write((long)_items.Count);
        writer.Write(size);
        writer.Write(directory);
        if (Zip64Locator)
        {
            writer.Write(0x07064B50u);
            writer.Write(0u);
            writer.Write(position);
            writer.Write(1u);
        }
    }

    private void WriteEnd(BinaryWriter writer, long directory, long size)
    {
        writer.Write(0x06054B50u);
        writer.Write((ushort)0);
        writer.Write((ushort)0);
        writer.Write((ushort)(_items.Count + CountError));
        writer.Write((ushort)(_items.Count + CountError));
        writer.Write((uint)size);
        writer.Write((uint)directory);
        writer.Write((ushort)Comment.Length);
        writer.Write(Comment);
    }
}
