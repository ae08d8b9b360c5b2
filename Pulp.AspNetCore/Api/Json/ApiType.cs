namespace Pulp.AspNetCore.Api.Json;

/// <summary>
/// Describes the JSON type of a field, for the OpenAPI document.
/// </summary>
internal sealed record ApiType(string? Type, string? Format = null)
{
    public static ApiType Any { get; } = new(Type: null);

    public static ApiType Text { get; } = new("string");

    public static ApiType Uri { get; } = new("string", "uri");

    public static ApiType Binary { get; } = new("string", "binary");

    public static ApiType Email { get; } = new("string", "email");

    public static ApiType Time { get; } = new("string", "date-time");

    public static ApiType Integer { get; } = new("integer", "int64");

    public static ApiType Number { get; } = new("number", "double");

    public static ApiType Boolean { get; } = new("boolean");

    public static ApiType Object { get; } = new("object");

    public static ApiType Labels { get; } = new("object") { Values = Text with { IsNullable = true } };

    public bool IsNullable { get; init; }

    public ApiType? Items { get; init; }

    public ApiType? Values { get; init; }

    public IReadOnlyList<string> Choices { get; init; } = [];

    public ISchema? Schema { get; init; }

    public static ApiType ListOf(ApiType items) => new("array") { Items = items };

    public static ApiType Of(ISchema schema) => new("object") { Schema = schema };

    public static ApiType ChoiceOf(IReadOnlyList<string> choices) => new("string") { Choices = choices };
}
