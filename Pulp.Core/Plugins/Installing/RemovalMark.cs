namespace Pulp.Plugins.Installing;

// A file that tells that its folder holds a plugin no more: a host that runs may still need what lies there.
internal static class RemovalMark
{
    private const string FileName = ".removed";

    public static bool IsOn(string folder) => File.Exists(Path.Combine(folder, FileName));

    // What a link leads to is not this folder's.
    public static bool TryPut(string folder)
    {
        if (new DirectoryInfo(folder).LinkTarget is not null)
            return false;
        File.WriteAllBytes(Path.Combine(folder, FileName), []);
        return true;
    }
}
