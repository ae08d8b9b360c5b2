namespace Pulp.Archives;

/// <summary>
/// Represents one member of a tar archive, extended headers applied.
/// </summary>
/// <param name="Name">The path.</param>
/// <param name="Type">The type flag: <c>0</c> file, <c>1</c> hard link, <c>2</c> symbolic link, <c>5</c> folder.</param>
/// <param name="Size">The size of the content in bytes.</param>
/// <param name="LinkName">The target of a link, else empty.</param>
/// <param name="Mode">The permission bits, with those for set-user-ID, set-group-ID and sticky.</param>
public readonly record struct TarEntry(string Name, char Type, long Size, string LinkName, int Mode)
{
    /// <summary>Gets whether the member is a file with content of its own.</summary>
    public bool IsFile => Type is '0' or '\0' or '7';

    /// <summary>Gets whether the member is a folder.</summary>
    public bool IsFolder => Type == '5';

    /// <summary>Gets whether the member is a hard or a symbolic link.</summary>
    public bool IsLink => IsHardLink || Type == '2';

    /// <summary>Gets whether the member is a hard link, whose target counts from the top of the archive.</summary>
    public bool IsHardLink => Type == '1';
}
