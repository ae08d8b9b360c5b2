namespace Pulp.Transfer;

/// <summary>
/// Names how exported files get to their folder.
/// </summary>
public enum FileExportMethod
{
    /// <summary>They are copied.</summary>
    Write,

    /// <summary>They become second names of the stored files, in no time and without further space, where the folder is on the storage's file system. Whoever writes into one damages the stored file.</summary>
    Hardlink,

    /// <summary>They become symbolic links to the stored files, which lead nowhere once these are cleaned up.</summary>
    Symlink,
}
