using System.Collections;
using System.Globalization;
using System.Text.Json;
using Pulp.Documents;

namespace Pulp.Data.Sql;

/// <summary>
/// Turns the values of conditions into parameters of a field's type.
/// </summary>
internal static class SqlFieldValues
{
    /// <summary>Converts one value.</summary>
    /// <exception cref="ArgumentException">The value does not fit the field.</exception>
    public static SqlValue Convert(string name, SqlFieldType type, object? value) => (type, value) switch
    {
        (_, null) => SqlValue.Null,
        (SqlFieldType.Text or SqlFieldType.TextList, string text) => text,
        (SqlFieldType.Integer or SqlFieldType.Number, long number) => number,
        (SqlFieldType.Integer or SqlFieldType.Number, int number) => number,
        (SqlFieldType.Integer or SqlFieldType.Number, double number) => number,
        (SqlFieldType.Boolean, bool flag) => flag,
        (SqlFieldType.Time, DateTimeOffset time) => time,
        (SqlFieldType.Id, Guid id) => id,
        (SqlFieldType.Bytes, byte[] bytes) => bytes,
        (SqlFieldType.JsonTime, DateTimeOffset time) => JsonSerializer.SerializeToElement(time.ToUniversalTime(), DocumentJson.Options).GetString(),
        (SqlFieldType.JsonId or SqlFieldType.Text, Guid id) => id.ToString(),
        _ => throw Misfit(name, type, value),
    };

    /// <summary>Converts a list.</summary>
    /// <exception cref="ArgumentException">The value is no list, or one of its values does not fit the field.</exception>
    public static (SqlValue List, SqlListKind Kind) ConvertList(string name, SqlFieldType type, object? value)
    {
        if (value is string or byte[] || value is not IEnumerable items)
            throw new ArgumentException($"The field '{name}' is compared to a list, but the value is {Show(value)}.");
        var values = items.Cast<object?>().Select(item => Convert(name, type, item ?? throw Misfit(name, type, item))).ToList();
        return type switch
        {
            SqlFieldType.Integer or SqlFieldType.Boolean or SqlFieldType.Time when values.TrueForAll(item => item.Kind == SqlValueKind.Integer) =>
                (SqlValue.List(values.ConvertAll(item => item.Integer)), SqlListKind.Integers),
            SqlFieldType.Integer or SqlFieldType.Number =>
                (SqlValue.List(values.ConvertAll(item => item.Kind == SqlValueKind.Integer ? item.Integer : item.Real)), SqlListKind.Reals),
            SqlFieldType.Id => (SqlValue.List(items.Cast<Guid>().ToList()), SqlListKind.Bytes),
            SqlFieldType.Bytes => (SqlValue.List(items.Cast<byte[]>().ToList()), SqlListKind.Bytes),
            _ => (SqlValue.List(values.ConvertAll(item => (string)item.Reference!)), SqlListKind.Texts),
        };
    }

    private static ArgumentException Misfit(string name, SqlFieldType type, object? value) =>
        new($"The field '{name}' is compared to {Show(value)}, which is not a {type switch
        {
            SqlFieldType.Integer or SqlFieldType.Number => "number",
            SqlFieldType.Boolean => "boolean",
            SqlFieldType.Time or SqlFieldType.JsonTime => "time",
            SqlFieldType.Id or SqlFieldType.JsonId => "identifier",
            SqlFieldType.Bytes => "list of bytes",
            _ => "text",
        }}.");

    private static string Show(object? value) => value switch
    {
        null => "null",
        string text => $"'{text}'",
        _ => System.Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}
