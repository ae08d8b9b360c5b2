namespace Pulp.AspNetCore.Api.Json;

internal sealed record SchemaProperty(string Name, ApiType Type)
{
    public bool IsRequired { get; init; }

    public bool IsReadOnly { get; init; }

    public bool IsWriteOnly { get; init; }

    public System.Text.Json.Nodes.JsonNode? Default { get; init; }

    public double? Minimum { get; init; }

    public double? Maximum { get; init; }

    public int? MinimumLength { get; init; }

    public int? MaximumLength { get; init; }
}
