using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Pulp.Plugins.Python.Tests.Support;

/// <summary>Makes the entries of a wheel; a test replaces or adds what it is about.</summary>
internal sealed class WheelBuilder
{
    public const string FileName = "demo_pkg-1.2.0-py3-none-any.whl";
    public const string DistInfo = "demo_pkg-1.2.0.dist-info/";
    public const string Metadata = "Metadata-Version: 2.1\nName: demo-pkg\nVersion: 1.2.0\nSummary: A demo\nRequires-Python: >=3.8\n\nThe description.\n";

    private readonly List<ZipItem> _items =
    [
        new("demo_pkg/__init__.py", "print('hello')\n"),
        new(DistInfo + "METADATA", Metadata),
        new(DistInfo + "WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"),
    ];

    /// <summary>Gets the text of RECORD; made of the entries unless set.</summary>
    public string? Record { get; init; }

    /// <summary>Makes the wheel of a project that has nothing but metadata.</summary>
    public static byte[] Minimal(string name, string version, string furtherMetadata = "") => ZipBuilder.Of(MinimalItems(name, version, furtherMetadata)).Build();

    public WheelBuilder Add(ZipItem item)
    {
        _items.Add(item);
        return this;
    }

    public WheelBuilder Replace(string name, Func<ZipItem, ZipItem> change)
    {
        var index = _items.FindIndex(item => item.Name == name);
        _items[index] = change(_items[index]);
        return this;
    }

    public WheelBuilder Remove(string name)
    {
        _items.RemoveAll(item => item.Name == name);
        return this;
    }

    public ZipItem[] Items() => [.. _items, new ZipItem(DistInfo + "RECORD", Record ?? MakeRecord())];

    public byte[] Build() => ZipBuilder.Of(Items()).Build();

    public string MakeRecord()
    {
        var record = new StringBuilder();
        foreach (var item in _items.Where(static item => !item.Name.EndsWith('/')).DistinctBy(static item => item.Name))
        {
            record.Append(item.Name).Append(",sha256=").Append(Base64Url.EncodeToString(SHA256.HashData(item.Content))).Append(',').Append(item.Content.Length).Append('\n');
        }

        return record.Append(DistInfo).Append("RECORD,,\n").ToString();
    }

    private static ZipItem[] MinimalItems(string name, string version, string furtherMetadata)
    {
        var info = $"{name.Replace('-', '_')}-{version}.dist-info/";
        ZipItem[] items =
        [
            new(info + "METADATA", $"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{furtherMetadata}\n"),
            new(info + "WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"),
        ];
        var record = new StringBuilder();
        foreach (var item in items)
            record.Append(item.Name).Append(",sha256=").Append(Base64Url.EncodeToString(SHA256.HashData(item.Content))).Append(',').Append(item.Content.Length).Append('\n');
        return [.. items, new ZipItem(info + "RECORD", record.Append(info).Append("RECORD,,\n").ToString())];
    }
}
