using System.Text.Json;
using Pulp.AspNetCore.Api.Hrefs;
using Pulp.AspNetCore.Api.Labels;

namespace Pulp.AspNetCore.Api.Bodies;

/// <content>Lists and labels.</content>
internal sealed partial class ValueReader
{
    private List<string>? ReadList(InputField input, JsonElement value, Func<InputField, JsonElement, string?> readItem)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            errors.Add(input.Name, $"Expected a list of items but got type \"{NameOf(value)}\".");
            return null;
        }

        var list = new List<string>(value.GetArrayLength());
        foreach (var item in value.EnumerateArray())
        {
            if (item.ValueKind == JsonValueKind.Null)
                errors.Add(input.Name, "An item of the list may not be null.");
            else if (readItem(input, item) is { } text)
                list.Add(text);
        }

        return list;
    }

    private ReferenceList? ReadReferences(InputField input, JsonElement value)
    {
        var texts = ReadList(input with { MinimumLength = 1 }, value, ReadText);
        if (texts is null)
            return null;
        if (input.AllowsAll && texts.Contains("*", StringComparer.Ordinal))
        {
            if (texts.Count > 1)
                errors.Add(input.Name, "Cannot supply content units and '*'.");
            return ReferenceList.All;
        }

        var references = new List<ObjectReference>(texts.Count);
        var faults = 0;
        foreach (var text in texts)
        {
            if (hrefs.TryParse(text, out var reference))
                references.Add(reference);
            else if (++faults <= 10)
                errors.Add(input.Name, $"Invalid hyperlink - No URL match: {Shorten(text)}");
        }

        return new ReferenceList(references, IsAll: false);
    }

    private Dictionary<string, string?>? ReadLabels(InputField input, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            errors.Add(input.Name, $"Expected a dictionary of items but got type \"{NameOf(value)}\".");
            return null;
        }

        var labels = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var label in value.EnumerateObject())
        {
            if (label.Value.ValueKind is not JsonValueKind.String and not JsonValueKind.Null and not JsonValueKind.Number)
            {
                errors.Add(input.Name, "Not a valid string.");
                continue;
            }

            var text = label.Value.ValueKind == JsonValueKind.Number ? label.Value.GetRawText() : label.Value.GetString();
            if (LabelRules.Check(label.Name, text) is { } problem)
                errors.Add(input.Name, problem);
            labels[label.Name] = text;
        }

        return labels;
    }
}
