using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace Pulp.Server.Commands;

/// <summary>
/// Gathers rows and writes them as a table for people, or as JSON for programs.
/// </summary>
internal sealed class Listing
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly string[] columns;
    private readonly List<object?[]> rows = [];

    /// <summary>Initializes a listing.</summary>
    /// <param name="columns">The names of the columns; in JSON with underscores for spaces.</param>
    public Listing(params string[] columns) => this.columns = columns;

    /// <summary>Adds a row.</summary>
    /// <param name="values">Its values: texts, numbers, times, truths, lists, or null.</param>
    public void Add(params object?[] values) => rows.Add(values);

    /// <summary>Writes everything.</summary>
    /// <param name="asJson">Whether as JSON.</param>
    public void Write(bool asJson)
    {
        if (asJson)
        {
            WriteJson(new JsonArray([.. rows.Select(ToObject)]));
            return;
        }

        var table = new Table().AddColumns(columns);
        foreach (var row in rows)
            table.AddRow([.. row.Select(value => Markup.Escape(TextOf(value)))]);
        AnsiConsole.Write(table);
    }

    /// <summary>Writes the first row alone, one value per line.</summary>
    /// <param name="asJson">Whether as JSON.</param>
    public void WriteOne(bool asJson)
    {
        if (asJson)
        {
            WriteJson(ToObject(rows[0]));
            return;
        }

        var table = new Table().HideHeaders().AddColumns("", "");
        foreach (var (column, value) in columns.Zip(rows[0]))
            table.AddRow(Markup.Escape(column), Markup.Escape(TextOf(value)));
        AnsiConsole.Write(table);
    }

    /// <summary>Writes a JSON document.</summary>
    /// <param name="document">The document.</param>
    public static void WriteJson(JsonNode document) => System.Console.Out.WriteLine(document.ToJsonString(Readable));

    private static string TextOf(object? value) => value switch
    {
        null => "",
        DateTimeOffset time => time.ToString("u", CultureInfo.InvariantCulture),
        string text => text,
        bool truth => truth ? "yes" : "no",
        IReadOnlyDictionary<string, long> counts => string.Join(", ", counts.Select(pair => $"{pair.Key} {pair.Value}")),
        System.Collections.IEnumerable list => string.Join(", ", list.Cast<object?>().Select(TextOf)),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    private static JsonNode? NodeOf(object? value) => value switch
    {
        null => null,
        string text => JsonValue.Create(text),
        bool truth => JsonValue.Create(truth),
        int or long => JsonValue.Create(Convert.ToInt64(value, CultureInfo.InvariantCulture)),
        DateTimeOffset time => JsonValue.Create(time),
        IReadOnlyDictionary<string, long> counts => new JsonObject(counts.Select(pair => KeyValuePair.Create<string, JsonNode?>(pair.Key, pair.Value))),
        System.Collections.IEnumerable list => new JsonArray([.. list.Cast<object?>().Select(NodeOf)]),
        _ => JsonValue.Create(TextOf(value)),
    };

    private JsonObject ToObject(object?[] row) =>
        new(columns.Zip(row).Select(pair => KeyValuePair.Create(pair.First.Replace(' ', '_'), NodeOf(pair.Second))));
}
