using System.Text.Json.Serialization;
using Pulp.Resources;

namespace Pulp.Transfer;

/// <summary>
/// Represents where and how content is written to a place outside, again and again. What each run wrote is an <see cref="Export"/>.
/// </summary>
public abstract record Exporter : NamedResource
{
    /// <summary>Gets the absolute path of the folder to write to, below one of <see cref="PulpOptions.AllowedExportPaths"/>.</summary>
    [Field(MinimumLength = 1, MaximumLength = 4096)]
    public required string Path { get; init; }

    /// <summary>Gets the export that ended last.</summary>
    /// <remarks>Kept for types that do not leave this field out.</remarks>
    [Field(References = ReferenceTarget.Export)]
    public Guid? LastExport { get; init; }

    /// <summary>Gets whether an export makes the folder, which then cannot be one of <see cref="PulpOptions.AllowedExportPaths"/> itself; otherwise it writes into the folder.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    [JsonIgnore]
    public virtual bool MakesFolder => false;
}
