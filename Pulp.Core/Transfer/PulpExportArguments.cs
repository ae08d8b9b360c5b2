using System.Text.Json;

namespace Pulp.Transfer;

/// <summary>
/// Represents an export of an exporter that a task does.
/// </summary>
internal sealed record PulpExportArguments
{
    public required Guid Exporter { get; init; }

    public required ExportArguments Export { get; init; }

    public bool DryRun { get; init; }

    public IReadOnlyDictionary<string, JsonElement> Params { get; init; } = new Dictionary<string, JsonElement>();
}
