namespace Pulp.Storage;

/// <summary>
/// Configures a <see cref="FileSystemStorage"/>.
/// </summary>
public sealed class FileSystemStorageOptions
{
    /// <summary>Gets or sets the directory that holds the artifacts and nothing else.</summary>
    /// <value>There is no default. It is made when missing. Everything below it must be one file system, which may be shared by several nodes.</value>
    public string Root { get; set; } = "";
}
