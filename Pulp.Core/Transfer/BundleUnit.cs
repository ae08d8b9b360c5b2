using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using Pulp.Artifacts;
using Pulp.ContentTypes;
using Pulp.Digests;
using Pulp.Documents;
using Pulp.Plugins;

namespace Pulp.Transfer;

/// <summary>
/// Represents a unit that was read from a bundle.
/// </summary>
/// <param name="Type">Its type.</param>
/// <param name="Key">Its natural key.</param>
/// <param name="Content">The unit; null when it is in the version that the bundle builds upon.</param>
/// <param name="Files">Its files.</param>
internal sealed record BundleUnit(ContentType Type, KeyHash Key, Content? Content, IReadOnlyList<(string Path, Digest Sha256)> Files)
{
    /// <summary>Writes a unit as a line.</summary>
    public static void Write(IBufferWriter<byte> lines, ContentType type, Content content, IEnumerable<ContentArtifact>? files)
    {
        using (var json = new Utf8JsonWriter(lines, new JsonWriterOptions { Encoder = DocumentJson.Options.Encoder }))
        {
            json.WriteStartObject();
            json.WriteString("type", type.Name);
            json.WriteString("key", Convert.ToHexStringLower(type.NaturalKey(content).ToBytes()));
            if (files is not null)
                WriteWhole(json, type, content, files);
            json.WriteEndObject();
        }

        lines.Write("\n"u8);
    }

    /// <summary>Reads the lines of a member.</summary>
    /// <exception cref="TransferException">A line is damaged, or of a type that is not here.</exception>
    public static IReadOnlyList<BundleUnit> ReadAll(ReadOnlyMemory<byte> lines, PulpCatalog catalog, IReadOnlyDictionary<string, int> schemas)
    {
        var units = new List<BundleUnit>();
        try
        {
            while (!lines.IsEmpty)
            {
                var end = lines.Span.IndexOf((byte)'\n');
                if (end < 0)
                    throw TransferException.Damaged("a line does not end");
                units.Add(Read(JsonSerializer.Deserialize<BundleLine>(lines.Span[..end], DocumentJson.Options) ?? throw new JsonException("A line is null."), catalog, schemas));
                lines = lines[(end + 1)..];
            }
        }
        catch (JsonException exception)
        {
            throw TransferException.Damaged("a unit cannot be read", exception);
        }

        return units;
    }

    private static void WriteWhole(Utf8JsonWriter json, ContentType type, Content content, IEnumerable<ContentArtifact> files)
    {
        json.WritePropertyName("document");
        json.WriteRawValue(type.WriteDocument(content), skipInputValidation: true);
        if (content.Labels is { Count: > 0 } labels)
        {
            json.WriteStartObject("labels");
            foreach (var (name, value) in labels)
                json.WriteString(name, value);
            json.WriteEndObject();
        }

        json.WriteStartArray("files");
        foreach (var file in files)
        {
            json.WriteStartObject();
            json.WriteString("path", file.RelativePath);
            json.WriteString("sha256", file.Stored!.Sha256);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static BundleUnit Read(BundleLine line, PulpCatalog catalog, IReadOnlyDictionary<string, int> schemas)
    {
        if (!catalog.TryGetContentType(line.Type, out var type) || !schemas.TryGetValue(line.Type, out var schema))
            throw TransferException.Damaged($"it holds content of type '{line.Type}', which its manifest does not name");
        if (line.Key.Length != 2 * KeyHash.Size || !line.Key.All(char.IsAsciiHexDigit))
            throw TransferException.Damaged($"a key of {type.Name} is malformed");
        var key = KeyHash.FromBytes(Convert.FromHexString(line.Key));
        if (line.Document is not { } document)
            return new BundleUnit(type, key, null, []);
        var content = type.ReadDocument(JsonMarshal.GetRawUtf8Value(document), schema, new ContentHeader { Labels = line.Labels });
        if (type.NaturalKey(content) != key)
            throw TransferException.Damaged($"a document of {type.Name} is not that of its key");
        return new BundleUnit(type, key, content, [.. line.Files.Select(file => ReadFile(type, file))]);
    }

    private static (string Path, Digest Sha256) ReadFile(ContentType type, BundleLineFile file)
    {
        if (ContentPath.Check(file.Path) is { } problem)
            throw TransferException.Damaged($"a path of {type.Name} cannot be served ({problem.TrimEnd('.')})");
        return Digest.TryParse(DigestAlgorithm.Sha256, file.Sha256, out var sha256) ? (file.Path, sha256) : throw TransferException.Damaged($"a digest of {type.Name} is malformed");
    }
}
