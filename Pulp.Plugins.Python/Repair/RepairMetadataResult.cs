namespace Pulp.Plugins.Python.Repair;

/// <summary>
/// Represents what a repair of metadata found.
/// </summary>
/// <param name="Checked">How many packages were looked at.</param>
/// <param name="Repaired">How many of them said something wrong or too little, or lacked their metadata file, and do not any more.</param>
/// <param name="Unknown">How many are not stored and could not be asked for upstream.</param>
public sealed record RepairMetadataResult(long Checked, long Repaired, long Unknown);
