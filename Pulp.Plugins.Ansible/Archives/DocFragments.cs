using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pulp.Plugins.Ansible.Yaml;

namespace Pulp.Plugins.Ansible.Archives;

/// <summary>
/// Keeps the fragments of documentation that a collection's modules and plugins share, and puts them where they are named.
/// </summary>
/// <remarks>
/// A fragment of another collection or of Ansible itself is not here: its name stays in the documentation, because a collection says the same
/// wherever it is. Those of other collections are put in when a repository that holds both is asked.
/// </remarks>
internal sealed class DocFragments(DocumentBudget budget, Findings findings)
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = DocStringsJson.Options.Encoder };
    private readonly Dictionary<(string Name, string Section), JsonObject> fragments = [];
    private readonly SortedSet<string> others = new(StringComparer.Ordinal);

    /// <summary>Gets whether the collection has none.</summary>
    public bool IsEmpty => fragments.Count == 0;

    /// <summary>Gets the names of fragments that were asked for and are not here, once all items were extended.</summary>
    public IReadOnlyCollection<string> Others => others;

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
                    fragments.TryAdd((name, section), AsShown(fragment));
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
        if (!FragmentMerge.IsWorthwhile(item.DocStrings.Span))
            return item;
        var strings = JsonNode.Parse(item.DocStrings.Span)!.AsObject();
        var (isExtended, unknown) = FragmentMerge.Extend(strings, name => FragmentMerge.Find(name, collection, fragments.GetValueOrDefault));
        others.UnionWith(unknown);
        if (!isExtended)
            return item;
        var extended = Encoding.UTF8.GetBytes(strings.ToJsonString(Plain));
        return budget.TryTake(extended.Length - item.DocStrings.Length, item.Name) ? item with { DocStrings = extended } : item;
    }

    /// <summary>Writes the fragments as JSON, for other collections: by file and section.</summary>
    public void Write(IBufferWriter<byte> output)
    {
        using var writer = new Utf8JsonWriter(output, DocStringsJson.Options);
        writer.WriteStartObject();
        foreach (var file in fragments.GroupBy(fragment => fragment.Key.Name, StringComparer.Ordinal).OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            writer.WriteStartObject(file.Key);
            foreach (var (key, fragment) in file)
            {
                writer.WritePropertyName(key.Section);
                fragment.WriteTo(writer, Plain);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    // Options are a list, as in what they are merged into.
    private static JsonObject AsShown(YamlNode fragment)
    {
        var shown = new JsonObject();
        foreach (var (key, value) in fragment.Entries)
            shown[key] = JsonNode.Parse((key == "options" && value.Kind == YamlKind.Mapping ? DocStringsJson.TableOf(value, "suboptions") : DocStringsJson.ValueOf(value)).Span);
        return shown;
    }
}
