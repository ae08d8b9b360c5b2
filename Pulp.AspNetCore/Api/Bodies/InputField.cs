using System.Reflection;
using System.Text.Json.Nodes;
using Pulp.AspNetCore.Api.Json;

namespace Pulp.AspNetCore.Api.Bodies;

/// <summary>
/// Describes one field of a request.
/// </summary>
internal sealed record InputField(string Name, InputKind Kind)
{
    public bool IsRequired { get; init; }

    public bool IsNullable { get; init; }

    /// <summary>Gets whether the field is accepted but never shown.</summary>
    public bool IsWriteOnly { get; init; }

    /// <summary>Gets whether spaces around a text belong to it, as in a password.</summary>
    public bool KeepsSpaces { get; init; }

    /// <summary>Gets whether a list may be the single entry <c>*</c>.</summary>
    public bool AllowsAll { get; init; }

    public IReadOnlyList<string> Choices { get; init; } = [];

    public double Minimum { get; init; } = double.NegativeInfinity;

    public double Maximum { get; init; } = double.PositiveInfinity;

    public int MinimumLength { get; init; }

    public int MaximumLength { get; init; } = 1024 * 1024;

    /// <summary>Gets how many bytes a file may have; null for any number.</summary>
    public long? MaximumSize { get; init; }

    /// <summary>Gets the CLR type that a <see cref="InputKind.Json"/> value must be readable as; null for any JSON.</summary>
    public Type? ClrType { get; init; }

    /// <summary>Gets which parts of a <see cref="InputKind.Json"/> value may be null; null when nothing is known of it.</summary>
    public NullabilityInfo? Nullability { get; init; }

    /// <summary>Gets the fields of an object within the body; null for all but such objects.</summary>
    public BodySchema? Nested { get; init; }

    /// <summary>Gets the value taken when the field is left out, for the OpenAPI document.</summary>
    public JsonNode? Default { get; init; }

    /// <summary>Gets a type for the OpenAPI document that says more than the kind.</summary>
    public ApiType? Shown { get; init; }

    public SchemaProperty ToProperty(bool isPatch) => new(Name, Type with { IsNullable = IsNullable })
    {
        IsRequired = IsRequired && !isPatch,
        IsWriteOnly = IsWriteOnly,
        Default = Default?.DeepClone(),
        Minimum = double.IsInfinity(Minimum) ? null : Minimum,
        Maximum = double.IsInfinity(Maximum) ? null : Maximum,
        MinimumLength = Kind == InputKind.Text && MinimumLength > 0 ? MinimumLength : null,
        MaximumLength = Kind == InputKind.Text && MaximumLength < 1024 * 1024 ? MaximumLength : null,
    };

    private ApiType Type => Shown ?? Kind switch
    {
        InputKind.Text => ApiType.Text,
        InputKind.Integer => ApiType.Integer,
        InputKind.Number => ApiType.Number,
        InputKind.Boolean => ApiType.Boolean,
        InputKind.Choice => ApiType.ChoiceOf(Choices),
        InputKind.Time => ApiType.Time,
        InputKind.Reference => ApiType.Uri,
        InputKind.TextList => ApiType.ListOf(ApiType.Text),
        InputKind.ChoiceList => ApiType.ListOf(ApiType.ChoiceOf(Choices)),
        InputKind.ReferenceList => ApiType.ListOf(ApiType.Uri),
        InputKind.Labels => ApiType.Labels,
        InputKind.File => ApiType.Binary,
        _ => ApiType.Any,
    };
}
