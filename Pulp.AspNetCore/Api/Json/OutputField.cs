using System.Text.Json;

namespace Pulp.AspNetCore.Api.Json;

/// <summary>
/// Writes one field of a row.
/// </summary>
internal sealed class OutputField<TRow>
{
    public OutputField(string name, ApiType type, Action<Utf8JsonWriter, TRow, RenderContext> write)
    {
        Name = name;
        Encoded = JsonEncodedText.Encode(name);
        Type = type;
        Write = write;
    }

    public string Name { get; }

    public JsonEncodedText Encoded { get; }

    public ApiType Type { get; }

    public Action<Utf8JsonWriter, TRow, RenderContext> Write { get; }

    public bool IsReadOnly { get; init; } = true;

    public bool IsRequired { get; init; }

    /// <summary>Gets whether the field is left out unless <c>fields</c> asks for it.</summary>
    public bool OnlyOnRequest { get; init; }
}
