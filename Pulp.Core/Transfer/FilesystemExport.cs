namespace Pulp.Transfer;

/// <summary>
/// Represents what a filesystem exporter wrote in one run.
/// </summary>
public sealed record FilesystemExport : Export;
