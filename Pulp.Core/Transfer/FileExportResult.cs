namespace Pulp.Transfer;

/// <summary>
/// Tells what an export of files wrote.
/// </summary>
/// <param name="Files">How many files, without pages that were made for the export (<see cref="IExportPages"/>).</param>
/// <param name="Bytes">How many bytes they have.</param>
public sealed record FileExportResult(long Files, long Bytes);
