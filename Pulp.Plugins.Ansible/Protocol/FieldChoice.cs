using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Pulp.AspNetCore.Api.Json;

namespace Pulp.Plugins.Ansible.Protocol;

/// <summary>
/// Represents which fields of documents a client wants.
/// </summary>
internal sealed class FieldChoice
{
    /// <summary>Gets the parameters by which a client says it.</summary>
    public static readonly IReadOnlyList<string> Parameters = ["exclude_fields", "fields"];

    private readonly FieldSelection selection;

    private FieldChoice(FieldSelection selection, string key)
    {
        this.selection = selection;
        Key = key;
    }

    /// <summary>Gets a text that is the same for the same choice; empty for all fields.</summary>
    public string Key { get; }

    public static FieldChoice Of(IQueryCollection query) => new(
        FieldSelection.Of(query),
        new QueryBuilder(Parameters.SelectMany(parameter => query[parameter].Select(value => KeyValuePair.Create(parameter, value ?? "")))).ToString());

    /// <summary>Writes an object with the fields that are wanted.</summary>
    /// <param name="writer">Takes it.</param>
    /// <param name="write">Writes the whole object.</param>
    public void Write(Utf8JsonWriter writer, Action<Utf8JsonWriter> write)
    {
        if (selection.IsEverything)
        {
            write(writer);
            return;
        }

        using var whole = JsonDocument.Parse(GalaxyAnswers.ToJson(write));
        writer.WriteStartObject();
        foreach (var field in whole.RootElement.EnumerateObject().Where(field => selection.Includes(field.Name)))
        {
            writer.WritePropertyName(field.Name);
            writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(field.Value), skipInputValidation: true);
        }

        writer.WriteEndObject();
    }
}
