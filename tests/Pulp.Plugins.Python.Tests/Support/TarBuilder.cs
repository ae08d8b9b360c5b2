using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Pulp.Plugins.Python.Tests.Support;

/// <summary>Writes tar archives block by block, right or wrong.</summary>
internal sealed class TarBuilder
{
    public const string FileName = "demo_pkg-1.2.0.tar.gz";
    public const string Root = "demo_pkg-1.2.0/";

    private readonly ArrayBufferWriter<byte> _tar = new();

    public static TarBuilder Sdist() => new TarBuilder().Folder(Root).File(Root + "PKG-INFO", WheelBuilder.Metadata).File(Root + "setup.py", "pass\n");

    public TarBuilder Folder(string name) => Member(name, '5', []);

    public TarBuilder File(string name, string content) => Member(name, '0', Encoding.UTF8.GetBytes(content));

    public TarBuilder Link(string name, string target, bool hard = false) => Member(name, hard ? '1' : '2', [], target);

    public TarBuilder Member(string name, char type, byte[] content, string link = "", long? size = null, Action<byte[]>? change = null)
    {
        var header = new byte[512];
        Put(header, 0, name);
        Put(header, 100, "0000644\0");
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
        _tar.Write(header);
        _tar.Write(content);
        _tar.Write(new byte[(512 - (content.Length % 512)) % 512]);
        return this;
    }

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

    public byte[] Tar(bool end = true)
    {
        var tar = _tar.WrittenSpan.ToArray();
        return end ? [.. tar, .. new byte[1024]] : tar;
    }

    public byte[] Build() => Gzip(Tar());

    public static byte[] Gzip(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(content);
        }

        return packed.ToArray();
    }

    private static void Put(byte[] header, int at, string text) => Encoding.UTF8.GetBytes(text, header.AsSpan(at));
}
