using System.Text.Json.Serialization;

namespace Pulp.Transfer;

/// <summary>
/// Represents a folder that publications or versions are exported to as plain files, for a web server or a medium.
/// </summary>
public sealed record FilesystemExporter : Exporter
{
    /// <summary>Gets how files get to the folder.</summary>
    /// <value>The default is <see cref="FileExportMethod.Write"/>.</value>
    public FileExportMethod Method { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool MakesFolder => true;
}
