using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Pulp.Plugins.Ansible.Yaml;

namespace Pulp.Plugins.Ansible.Archives;

/// <summary>
/// Writes documentation of modules and plugins as Galaxy shows it: options and return values are lists, each with its name.
/// </summary>
internal static class DocStringsJson
{
    /// <summary>Gets how JSON is written: it is served as JSON only, so markup needs no escapes.</summary>
    public static JsonWriterOptions Options { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static ReadOnlyMemory<byte> Of(YamlNode documentation, YamlNode? returns, string? examples)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartObject();
            writer.WritePropertyName("doc");
            WriteMapping(writer, name: null, documentation, table: "options", nested: "suboptions");
            writer.WriteString("examples", examples);
            writer.WriteNull("metadata");
            writer.WritePropertyName("return");
            if (returns is { Kind: YamlKind.Mapping })
                WriteTable(writer, returns, "contains");
            else
                writer.WriteNullValue();
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory.ToArray();
    }

    /// <summary>Writes a table as the list it is shown as.</summary>
    public static ReadOnlyMemory<byte> TableOf(YamlNode table, string nested) => Write(writer => WriteTable(writer, table, nested));

    /// <summary>Writes a value as it is.</summary>
    public static ReadOnlyMemory<byte> ValueOf(YamlNode value) => Write(value.WriteTo);

    private static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Options))
            write(writer);
        return buffer.WrittenMemory;
    }

    // Rows are named after their keys, and may hold a table of the same kind.
    private static void WriteTable(Utf8JsonWriter writer, YamlNode table, string nested)
    {
        writer.WriteStartArray();
        foreach (var (name, row) in table.Entries)
            WriteMapping(writer, name, row, nested, nested);
        writer.WriteEndArray();
    }

    private static void WriteMapping(Utf8JsonWriter writer, string? name, YamlNode mapping, string table, string nested)
    {
        writer.WriteStartObject();
        if (name is not null)
            writer.WriteString("name", name);
        foreach (var (key, value) in mapping.Entries)
        {
            if (key == "name" && name is not null)
                continue;
            writer.WritePropertyName(key);
            if (key == table && value.Kind == YamlKind.Mapping)
                WriteTable(writer, value, nested);
            else
                value.WriteTo(writer);
        }

        writer.WriteEndObject();
    }
}
