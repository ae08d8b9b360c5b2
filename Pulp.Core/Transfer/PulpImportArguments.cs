using System.Text.Json;

namespace Pulp.Transfer;

/// <summary>
/// Represents an import of an importer that a task does.
/// </summary>
internal sealed record PulpImportArguments
{
    public required Guid Importer { get; init; }

    public required ImportArguments Import { get; init; }

    public IReadOnlyDictionary<string, JsonElement> Params { get; init; } = new Dictionary<string, JsonElement>();
}
