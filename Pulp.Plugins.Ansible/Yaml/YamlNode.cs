using System.Text.Json;

namespace Pulp.Plugins.Ansible.Yaml;

/// <summary>
/// Represents a value of a YAML document. Scalars keep the text they were written with: a version 1.10 is not the number 1.1.
/// </summary>
internal sealed class YamlNode
{
    private readonly Dictionary<string, YamlNode>? byKey;

    private YamlNode(YamlKind kind, long line, int weight)
    {
        Kind = kind;
        Line = line;
        Weight = weight;
    }

    private YamlNode(IReadOnlyList<KeyValuePair<string, YamlNode>> entries, long line)
        : this(YamlKind.Mapping, line, 1 + entries.Sum(static entry => 1 + entry.Value.Weight))
    {
        Entries = entries;
        byKey = new Dictionary<string, YamlNode>(entries, StringComparer.Ordinal);
    }

    public YamlKind Kind { get; }

    /// <summary>Gets the line, from 1.</summary>
    public long Line { get; }

    /// <summary>Gets the text of a scalar as it was written, without quotes; else empty.</summary>
    public string Text { get; private init; } = "";

    /// <summary>Gets whether a scalar may be something else than a text: it had no quotes and no tag that says otherwise.</summary>
    public bool IsPlain { get; private init; }

    public bool IsNull => Kind == YamlKind.Scalar && IsPlain && YamlScalar.IsNull(Text);

    /// <summary>Gets the values of a list; else none.</summary>
    public IReadOnlyList<YamlNode> Items { get; private init; } = [];

    /// <summary>Gets the keys and values of a mapping, each key once; else none.</summary>
    public IReadOnlyList<KeyValuePair<string, YamlNode>> Entries { get; } = [];

    /// <summary>Gets how many values it holds, itself and keys included, those of aliases each time they are used.</summary>
    internal int Weight { get; }

    /// <summary>Gets the value of a mapping's key; null when there is none, or this is no mapping.</summary>
    public YamlNode? this[string key] => byKey?.GetValueOrDefault(key);

    public static YamlNode Scalar(string text, bool isPlain, long line) => new(YamlKind.Scalar, line, 1) { Text = text, IsPlain = isPlain };

    public static YamlNode Sequence(IReadOnlyList<YamlNode> items, long line) => new(YamlKind.Sequence, line, 1 + items.Sum(static item => item.Weight)) { Items = items };

    public static YamlNode Mapping(IReadOnlyList<KeyValuePair<string, YamlNode>> entries, long line) => new(entries, line);

    /// <summary>Gets the text of a scalar that is not null; null for anything else.</summary>
    public string? AsText() => Kind == YamlKind.Scalar && !IsNull ? Text : null;

    /// <summary>Gets the value of a plain scalar that says yes or no (YAML 1.1); null for anything else.</summary>
    public bool? AsBoolean() => Kind == YamlKind.Scalar && IsPlain ? YamlScalar.BooleanOf(Text) : null;

    /// <summary>Writes the value as JSON, with the types that YAML 1.1 gives to plain scalars, as Ansible reads them.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        switch (Kind)
        {
            case YamlKind.Sequence:
                writer.WriteStartArray();
                foreach (var item in Items)
                    item.WriteTo(writer);
                writer.WriteEndArray();
                break;
            case YamlKind.Mapping:
                writer.WriteStartObject();
                foreach (var (key, value) in Entries)
                {
                    writer.WritePropertyName(key);
                    value.WriteTo(writer);
                }

                writer.WriteEndObject();
                break;
            default:
                YamlScalar.Write(writer, Text, IsPlain);
                break;
        }
    }
}
