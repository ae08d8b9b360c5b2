using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Pulp.Plugins.Ansible.Archives;

namespace Pulp.Plugins.Ansible.Details;

/// <summary>
/// Writes and reads the file that holds the details of a collection version, beside its archive: a JSON object with one member per part. The first
/// member is an index of positions in a space of fixed size, so that one part is read without the others.
/// </summary>
/// <remarks>
/// <code>
/// {"index":{"manifest":[position,length],"files":[..],"contents":[..],"docs_blob":[..],..},   padded with blanks to 512 bytes
/// "manifest":...,"files":...,"contents":...,"docs_blob":...,"fragments":...,"other_fragments":...}
/// </code>
/// A part that is not known is null, and not in the index.
/// </remarks>
internal static class DetailFile
{
    public const int IndexSize = 512;

    private const int Room = 64 * 1024;
    private static readonly (DetailPart Part, string Name)[] Parts =
    [
        (DetailPart.Manifest, "manifest"), (DetailPart.Files, "files"), (DetailPart.Contents, "contents"), (DetailPart.DocsBlob, "docs_blob"),
        (DetailPart.Fragments, "fragments"), (DetailPart.OtherFragments, "other_fragments"),
    ];

    /// <summary>Gets the path of the file within its unit.</summary>
    public static string PathOf(string fileName) => fileName + ".details.json";

    /// <summary>Gets the name of a part in REST; null when there is no such part.</summary>
    public static DetailPart? PartOf(string name) => Array.Find(Parts, part => part.Name == name) is { Name: not null } known ? known.Part : null;

    /// <summary>Writes the details of an archive.</summary>
    public static ReadOnlyMemory<byte> Write(CollectionContents contents) => Write(part => part switch
    {
        DetailPart.Manifest => output => output.Write(contents.RawManifest.Span),
        DetailPart.Files => output => output.Write(contents.RawFiles.Span),
        DetailPart.Contents => contents.WriteContents,
        DetailPart.DocsBlob => contents.WriteDocsBlob,
        DetailPart.Fragments => contents.Fragments.IsEmpty ? null : contents.Fragments.Write,
        _ => contents.Fragments.Others is { Count: > 0 } others ? output => output.Write(JsonSerializer.SerializeToUtf8Bytes(others)) : null,
    }, SizeOf(contents));

    /// <summary>Writes details.</summary>
    /// <param name="writerOf">Gets what writes a part as JSON in UTF-8; null when the part is not known.</param>
    /// <param name="size">Roughly how large the file becomes.</param>
    public static ReadOnlyMemory<byte> Write(Func<DetailPart, Action<IBufferWriter<byte>>?> writerOf, int size = Room)
    {
        var output = new ArrayBufferWriter<byte>(size);
        output.Write(new byte[IndexSize]);
        var index = new StringBuilder("{\"index\":{");
        foreach (var (part, name) in Parts)
        {
            output.Write(Encoding.ASCII.GetBytes($"{(part == DetailPart.Manifest ? "" : ",")}\n\"{name}\":"));
            var start = output.WrittenCount;
            if (writerOf(part) is not { } write)
            {
                output.Write("null"u8);
                continue;
            }

            write(output);
            index.Append(CultureInfo.InvariantCulture, $"{(index[^1] == '{' ? "" : ",")}\"{name}\":[{start},{output.WrittenCount - start}]");
        }

        output.Write("}"u8);
        var written = System.Runtime.InteropServices.MemoryMarshal.AsMemory(output.WrittenMemory);
        written.Span[..IndexSize].Fill((byte)' ');
        Encoding.ASCII.GetBytes(index.Append("},").ToString(), written.Span);
        return written;
    }

    // Of a large collection megabytes: a buffer that doubled on the way would leave as much behind again. A text stands in two forms.
    private static int SizeOf(CollectionContents contents)
    {
        const int perItem = 512;
        long texts = contents.Documents.Append(contents.Readme ?? ("", "")).Sum(document => (long)document.Text.Length) + contents.Items.Sum(item => (long)(item.Readme?.Length ?? 0));
        var size = Room + contents.RawManifest.Length + contents.RawFiles.Length + (2 * texts) + contents.Items.Sum(item => (long)item.DocStrings.Length + perItem);
        return (int)Math.Min(size, 64L << 20);
    }

    /// <summary>Reads where a part is.</summary>
    /// <param name="details">The file.</param>
    /// <param name="part">The part.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>Position and length; null when the part is not known.</returns>
    /// <exception cref="JsonException">The file is no file of details.</exception>
    public static async ValueTask<(long Position, long Length)?> FindAsync(Stream details, DetailPart part, CancellationToken cancellationToken)
    {
        var head = new byte[IndexSize];
        var read = await details.ReadAtLeastAsync(head, IndexSize, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        var end = head.AsSpan(0, read).LastIndexOf((byte)',');
        using var index = JsonDocument.Parse((byte[])[.. head.AsSpan(0, Math.Max(0, end)), (byte)'}']);
        return index.RootElement.GetProperty("index").TryGetProperty(Array.Find(Parts, known => known.Part == part).Name, out var place)
            ? (place[0].GetInt64(), place[1].GetInt64())
            : null;
    }
}
