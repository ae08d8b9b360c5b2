using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pulp.Plugins.Ansible.Yaml;

namespace Pulp.Plugins.Ansible.Archives;

/// <summary>
/// Keeps the fragments of documentation that a collection's modules and plugins share, and puts them where they are named.
/// </summary>
/// <remarks>A fragment of another collection or of Ansible itself is not here: its name stays in the documentation.</remarks>
internal sealed class DocFragments(DocumentBudget budget, Findings findings)
{
    private const string Key = "extends_documentation_fragment";
    private const string Main = "DOCUMENTATION";
    private static readonly JsonSerializerOptions Plain = new() { Encoder = DocStringsJson.Options.Encoder };
    private readonly Dictionary<(string Name, string Section), YamlNode> fragments = [];

    /// <summary>Takes a file of fragments on.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="name">The name of its fragments.</param>
    /// <param name="source">Its Python source.</param>
    public void Add(string path, string name, string source)
    {
        var scanner = new PythonScanner(source, isIndented: true);
        while (scanner.NextAssignment() is var (section, text))
        {
            if (section.Any(char.IsAsciiLetterLower))
                continue;
            try
            {
                if (budget.TryTake(text.Length, path) && YamlDocument.Parse(text) is { Kind: YamlKind.Mapping } fragment)
                    fragments.TryAdd((name, section), fragment);
            }
            catch (YamlFormatException malformed)
            {
                findings.Warn($"The fragment {section} of '{path}' is not shown: {malformed.Message}. Mend its YAML.");
            }
        }
    }

    /// <summary>Puts the fragments that an item names into its documentation.</summary>
    /// <param name="item">The item.</param>
    /// <param name="collection">The full name of the collection.</param>
    /// <returns>The item, with its documentation extended.</returns>
    public ContentItem Extend(ContentItem item, string collection)
    {
        if (fragments.Count == 0 || item.DocStrings.Span.IndexOf("\"extends_documentation_fragment\""u8) < 0)
            return item;
        var strings = JsonNode.Parse(item.DocStrings.Span)!.AsObject();
        if (strings["doc"] is not JsonObject doc)
            return item;
        var others = new JsonArray();
        var isExtended = false;
        foreach (var name in NamesOf(doc[Key]))
        {
            if (Find(name, collection) is { } fragment)
            {
                Merge(doc, fragment);
                isExtended = true;
            }
            else
            {
                others.Add(name);
            }
        }

        if (!isExtended)
            return item;
        doc.Remove(Key);
        if (others.Count > 0)
            doc[Key] = others;
        var extended = Encoding.UTF8.GetBytes(strings.ToJsonString(Plain));
        return budget.TryTake(extended.Length - item.DocStrings.Length, item.Name) ? item with { DocStrings = extended } : item;
    }

    // A text of names with commas between them, or a list of them.
    private static string[] NamesOf(JsonNode? value) => value switch
    {
        JsonArray list => [.. list.Select(TextOf).OfType<string>()],
        not null => (TextOf(value) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
        _ => [],
    };

    private static string? TextOf(JsonNode? value) => value is JsonValue text && text.TryGetValue<string>(out var name) ? name : null;

    private YamlNode? Find(string name, string collection)
    {
        if (!name.StartsWith(collection + ".", StringComparison.Ordinal))
            return null;
        var rest = name[(collection.Length + 1)..];
        if (fragments.TryGetValue((rest, Main), out var whole))
            return whole;
        var dot = rest.LastIndexOf('.');
        return dot > 0 ? fragments.GetValueOrDefault((rest[..dot], rest[(dot + 1)..].ToUpperInvariant())) : null;
    }

    private static void Merge(JsonObject doc, YamlNode fragment)
    {
        foreach (var (key, value) in fragment.Entries)
        {
            if (key == "options" && value.Kind == YamlKind.Mapping)
                MergeOptions(doc, JsonNode.Parse(DocStringsJson.TableOf(value, "suboptions").Span)!.AsArray());
            else if (JsonNode.Parse(DocStringsJson.ValueOf(value).Span) is { } said)
                Merge(doc, key, said);
        }
    }

    // What the module says itself, stands.
    private static void MergeOptions(JsonObject doc, JsonArray rows)
    {
        if (doc["options"] is not JsonArray options)
            doc["options"] = options = [];
        foreach (var row in rows.OfType<JsonObject>())
        {
            var own = options.OfType<JsonObject>().FirstOrDefault(option => TextOf(option["name"]) == TextOf(row["name"]));
            if (own is null)
                options.Add(row.DeepClone());
            else
                Fill(own, row);
        }
    }

    private static void Merge(JsonObject doc, string key, JsonNode said)
    {
        if (doc[key] is JsonArray list && said is JsonArray further)
        {
            foreach (var item in further.Where(item => !list.Any(known => JsonNode.DeepEquals(known, item))))
                list.Add(item?.DeepClone());
        }
        else if (doc[key] is JsonObject mapping && said is JsonObject entries)
        {
            Fill(mapping, entries);
        }
        else if (!doc.ContainsKey(key))
        {
            doc[key] = said;
        }
    }

    private static void Fill(JsonObject own, JsonObject further)
    {
        foreach (var (key, value) in further)
        {
            if (!own.ContainsKey(key))
                own[key] = value?.DeepClone();
        }
    }
}
