using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Pulp.Plugins.Ansible.Galaxy;

namespace Pulp.Plugins.Ansible.Sync;

/// <summary>
/// Reads fields of what upstream sends, where anything may be missing or of another kind.
/// </summary>
internal static class JsonReading
{
    extension(JsonElement element)
    {
        /// <summary>Gets a field of an object; an undefined element when there is none.</summary>
        public JsonElement Field(string name) => element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;

        /// <summary>Gets the text of a field, or null.</summary>
        public string? TextOf(string name) => element.Field(name).AsText();

        /// <summary>Gets the text that the element is, or null; half a character makes it none.</summary>
        public string? AsText() => element.ValueKind == JsonValueKind.String && JsonTexts.AreWhole(JsonMarshal.GetRawUtf8Value(element)) ? element.GetString() : null;

        /// <summary>Gets the texts of a field that is a list.</summary>
        public IReadOnlyList<string> TextsOf(string name) => [.. element.ItemsOf(name).Select(item => item.AsText()).OfType<string>()];

        /// <summary>Gets the items of a field that is a list.</summary>
        public IEnumerable<JsonElement> ItemsOf(string name) => element.Field(name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];

        /// <summary>Gets the number of a field, or null.</summary>
        public long? NumberOf(string name) => element.Field(name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var value) ? value : null;

        /// <summary>Gets whether a field is true.</summary>
        public bool IsTrue(string name) => element.Field(name).ValueKind == JsonValueKind.True;

        /// <summary>Gets the time of a field, or null.</summary>
        public DateTimeOffset? TimeOf(string name) =>
            DateTimeOffset.TryParse(element.TextOf(name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time.ToUniversalTime() : null;
    }
}
