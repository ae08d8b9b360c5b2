using System.Text.Json;

namespace Pulp.AspNetCore.Api.Json;

/// <summary>
/// Describes how rows of one kind are shown: the fields in Pulp's order.
/// </summary>
internal sealed class Representation<TRow> : ISchema
{
    private readonly OutputField<TRow>[] byDefault;

    public Representation(string schemaName, IEnumerable<OutputField<TRow>> fields)
    {
        SchemaName = schemaName;
        Fields = [.. fields];
        byDefault = [.. Fields.Where(field => !field.OnlyOnRequest)];
    }

    public string SchemaName { get; }

    public IReadOnlyList<OutputField<TRow>> Fields { get; }

    public IEnumerable<SchemaProperty> Properties => Fields.Select(output => new SchemaProperty(output.Name, output.Type)
    {
        IsReadOnly = output.IsReadOnly,
        IsRequired = output.IsRequired,
    });

    public OutputField<TRow>[] Select(FieldSelection selection) => selection.IsEverything
        ? byDefault
        : [.. Fields.Where(field => selection.Includes(field.Name, field.OnlyOnRequest))];

    public void Write(Utf8JsonWriter writer, TRow row, RenderContext context) => Write(writer, row, context, byDefault);

    public void WriteAll(Utf8JsonWriter writer, IEnumerable<TRow> rows, RenderContext context)
    {
        writer.WriteStartArray();
        foreach (var row in rows)
            Write(writer, row, context);
        writer.WriteEndArray();
    }

    public static void Write(Utf8JsonWriter writer, TRow row, RenderContext context, OutputField<TRow>[] fields)
    {
        writer.WriteStartObject();
        foreach (var field in fields)
        {
            writer.WritePropertyName(field.Encoded);
            field.Write(writer, row, context);
        }

        writer.WriteEndObject();
    }
}
