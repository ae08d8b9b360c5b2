using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Pulp.Testing.Archives;

/// <summary>
/// Writes tar archives block by block, right or wrong.
/// </summary>
public sealed class TarBuilder
{
    private readonly ArrayBufferWriter<byte> tar = new();

    /// <summary>Packs bytes as one gzip member.</summary>
    /// <param name="content">The bytes.</param>
    /// <returns>The member.</returns>
    public static byte[] Gzip(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            gzip.Write(content);
        return packed.ToArray();
    }

    /// <summary>Adds a folder.</summary>
    /// <param name="name">Its path.</param>
    /// <returns>This builder.</returns>
    public TarBuilder Folder(string name) => Member(name, '5', []);

    /// <summary>Adds a file.</summary>
    /// <param name="name">Its path; beyond 100 bytes it gets an extended header.</param>
    /// <param name="content">Its text.</param>
    /// <returns>This builder.</returns>
    public TarBuilder File(string name, string content) => File(name, Encoding.UTF8.GetBytes(content));

    /// <summary>Adds a file.</summary>
    /// <param name="name">Its path; beyond 100 bytes it gets an extended header.</param>
    /// <param name="content">Its bytes.</param>
    /// <returns>This builder.</returns>
    public TarBuilder File(string name, byte[] content)
    {
        if (Encoding.UTF8.GetByteCount(name) <= 100)
            return Member(name, '0', content);
        return Pax('x', ("path", name)).Member("long", '0', content);
    }

    /// <summary>Adds a link.</summary>
    /// <param name="name">Its path.</param>
    /// <param name="target">What it points to.</param>
    /// <param name="hard">Whether it is a hard link.</param>
    /// <returns>This builder.</returns>
    public TarBuilder Link(string name, string target, bool hard = false) => Member(name, hard ? '1' : '2', [], target);

    /// <summary>Adds a member of any kind.</summary>
    /// <param name="name">Its path, at most 100 bytes.</param>
    /// <param name="type">Its type flag.</param>
    /// <param name="content">Its content.</param>
    /// <param name="link">The target of a link.</param>
    /// <param name="size">The size that its header claims; <see langword="null"/> for the right one.</param>
    /// <param name="mode">The permission bits.</param>
    /// <param name="change">Changes the header after its checksum was written.</param>
    /// <returns>This builder.</returns>
    public TarBuilder Member(string name, char type, byte[] content, string link = "", long? size = null, int mode = 420, Action<byte[]>? change = null)
    {
        var header = new byte[512];
        Put(header, 0, name);
        Put(header, 100, Convert.ToString(mode, 8).PadLeft(7, '0') + "\0");
        Put(header, 108, "0000000\0");
        Put(header, 116, "0000000\0");
        Put(header, 124, Convert.ToString(size ?? content.Length, 8).PadLeft(11, '0') + "\0");
        Put(header, 136, "00000000000\0");
        header[156] = (byte)type;
        Put(header, 157, link);
        Put(header, 257, "ustar\000");
        Put(header, 148, "        ");
        Put(header, 148, Convert.ToString(header.Sum(static b => b), 8).PadLeft(6, '0') + "\0 ");
        change?.Invoke(header);
        tar.Write(header);
        tar.Write(content);
        tar.Write(new byte[(512 - (content.Length % 512)) % 512]);
        return this;
    }

    /// <summary>Adds an extended header of POSIX tar.</summary>
    /// <param name="type"><c>x</c> for the next member, <c>g</c> for all that follow.</param>
    /// <param name="records">Its records.</param>
    /// <returns>This builder.</returns>
    public TarBuilder Pax(char type, params (string Key, string Value)[] records)
    {
        var content = new StringBuilder();
        foreach (var (key, value) in records)
        {
            var rest = $" {key}={value}\n";
            var length = Encoding.UTF8.GetByteCount(rest);
            var digits = (length + 2).ToString(CultureInfo.InvariantCulture).Length;
            content.Append(length + digits).Append(rest);
        }

        return Member("pax", type, Encoding.UTF8.GetBytes(content.ToString()));
    }

    /// <summary>Gets the archive.</summary>
    /// <param name="end">Whether it ends as it should, with two blocks of zeros.</param>
    /// <returns>Its bytes.</returns>
    public byte[] Tar(bool end = true)
    {
        var written = tar.WrittenSpan.ToArray();
        return end ? [.. written, .. new byte[1024]] : written;
    }

    /// <summary>Gets the archive, packed with gzip.</summary>
    /// <returns>Its bytes.</returns>
    public byte[] Build() => Gzip(Tar());

    private static void Put(byte[] header, int at, string text) => Encoding.UTF8.GetBytes(text, header.AsSpan(at));
}
