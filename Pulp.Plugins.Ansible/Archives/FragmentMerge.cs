using System.Text.Json.Nodes;

namespace Pulp.Plugins.Ansible.Archives;

/// <summary>
/// Puts fragments of documentation where the documentation of modules and plugins names them, as Galaxy shows both: options are lists.
/// </summary>
internal static class FragmentMerge
{
    private const string Key = "extends_documentation_fragment";
    private const string Main = "DOCUMENTATION";

    /// <summary>Tells whether the JSON of documentation names a fragment at all.</summary>
    public static bool IsWorthwhile(ReadOnlySpan<byte> json) => json.IndexOf("\"extends_documentation_fragment\""u8) >= 0;

    /// <summary>Puts fragments into the documentation of a module or plugin.</summary>
    /// <param name="strings">What it documents of itself.</param>
    /// <param name="find">Finds a fragment by its name; null leaves the name where it is.</param>
    /// <returns>Whether there was one, and the names of those that were not found.</returns>
    public static (bool IsExtended, IReadOnlyList<string> Others) Extend(JsonObject strings, Func<string, JsonObject?> find)
    {
        if (strings["doc"] is not JsonObject doc)
            return (false, []);
        var others = new List<string>();
        var isExtended = false;
        foreach (var name in NamesOf(doc[Key]))
        {
            if (find(name) is { } fragment)
            {
                Merge(doc, fragment);
                isExtended = true;
            }
            else
            {
                others.Add(name);
            }
        }

        if (isExtended)
            doc.Remove(Key);
        if (isExtended && others.Count > 0)
            doc[Key] = new JsonArray([.. others.Select(name => JsonValue.Create(name))]);
        return (isExtended, others);
    }

    /// <summary>Finds a fragment of a collection.</summary>
    /// <param name="name">Its name, for example <c>acme.tools.common</c>, or <c>acme.tools.common.other</c> for another section of the same file than the first.</param>
    /// <param name="collection">The full name of the collection.</param>
    /// <param name="find">Finds a section of a file.</param>
    public static JsonObject? Find(string name, string collection, Func<(string File, string Section), JsonObject?> find)
    {
        if (!name.StartsWith(collection + ".", StringComparison.Ordinal))
            return null;
        var rest = name[(collection.Length + 1)..];
        if (find((rest, Main)) is { } whole)
            return whole;
        var dot = rest.LastIndexOf('.');
        return dot > 0 ? find((rest[..dot], rest[(dot + 1)..].ToUpperInvariant())) : null;
    }

    // A text of names with commas between them, or a list of them.
    private static string[] NamesOf(JsonNode? value) => value switch
    {
        JsonArray list => [.. list.Select(TextOf).OfType<string>()],
        not null => (TextOf(value) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
        _ => [],
    };

    private static string? TextOf(JsonNode? value) => value is JsonValue text && text.TryGetValue<string>(out var name) ? name : null;

    private static void Merge(JsonObject doc, JsonObject fragment)
    {
        foreach (var (key, value) in fragment)
        {
            if (key == "options" && value is JsonArray rows)
                MergeOptions(doc, rows);
            else if (value is not null)
                Merge(doc, key, value);
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
            doc[key] = said.DeepClone();
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
