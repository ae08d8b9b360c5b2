using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pulp.Plugins.Ansible.Archives;

namespace Pulp.Plugins.Ansible.Details;

/// <summary>
/// Holds fragments of documentation that were found in other collections.
/// </summary>
/// <param name="ByName">The fragments.</param>
/// <param name="Promised">The collection version whose file is not here, so that more may be known later; null when there is none.</param>
internal sealed record FoundFragments(IReadOnlyDictionary<string, JsonObject> ByName, long? Promised)
{
    private const int MaximumGrowth = 32 << 20;
    private static readonly JsonSerializerOptions Plain = new() { Encoder = DocStringsJson.Options.Encoder };

    /// <summary>Puts the fragments into the documentation of a collection, as long as it does not become too large.</summary>
    /// <param name="docs">The documentation as JSON.</param>
    public byte[] ApplyTo(ReadOnlyMemory<byte> docs)
    {
        using var document = JsonDocument.Parse(docs);
        var output = new ArrayBufferWriter<byte>(docs.Length);
        var room = (long)MaximumGrowth;
        using (var writer = new Utf8JsonWriter(output, DocStringsJson.Options))
        {
            writer.WriteStartObject();
            foreach (var property in document.RootElement.EnumerateObject())
            {
                writer.WritePropertyName(property.Name);
                if (property.Name != "contents" || property.Value.ValueKind != JsonValueKind.Array)
                {
                    writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(property.Value), skipInputValidation: true);
                    continue;
                }

                writer.WriteStartArray();
                foreach (var item in property.Value.EnumerateArray())
                    Write(writer, JsonMarshal.GetRawUtf8Value(item), ref room);
                writer.WriteEndArray();
            }

            writer.WriteEndObject();
        }

        return output.WrittenSpan.ToArray();
    }

    private void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> item, ref long room)
    {
        if (room > 0 && FragmentMerge.IsWorthwhile(item) && JsonNode.Parse(item) is JsonObject node && node["doc_strings"] is JsonObject strings
            && FragmentMerge.Extend(strings, ByName.GetValueOrDefault).IsExtended)
        {
            var extended = JsonSerializer.SerializeToUtf8Bytes(node, Plain);
            room -= extended.Length - item.Length;
            if (room >= 0)
                item = extended;
        }

        writer.WriteRawValue(item, skipInputValidation: true);
        writer.Flush();
    }
}
