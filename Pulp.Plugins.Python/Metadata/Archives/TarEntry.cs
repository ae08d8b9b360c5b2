namespace Pulp.Plugins.Python.Metadata.Archives;

/// <summary>One member of a tar archive, extended headers applied.</summary>
/// <param name="Name">The path.</param>
/// <param name="Type">The type flag: <c>0</c> file, <c>1</c> hard link, <c>2</c> symbolic link, <c>5</c> folder.</param>
/// <param name="Size">The size of the content in bytes.</param>
/// <param name="LinkName">The target of a link, else empty.</param>
internal readonly record struct TarEntry(string Name, char Type, long Size, string LinkName)
{
    public bool IsFile => Type is '0' or '\0' or '7';

    public bool IsLink => Type is '1' or '2';
}
