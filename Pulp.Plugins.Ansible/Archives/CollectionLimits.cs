using Pulp.Archives;

namespace Pulp.Plugins.Ansible.Archives;

/// <summary>
/// Bounds what a collection's archive may cost its reader.
/// </summary>
internal sealed record CollectionLimits
{
    public static CollectionLimits Default { get; } = new();

    /// <summary>Gets the bounds of the archive itself. FILES.json has at most <see cref="ArchiveLimits.MaxDirectoryBytes"/>.</summary>
    public ArchiveLimits Archive { get; init; } = new() { MaxUnpackedBytes = 2L << 30 };

    /// <summary>Gets the largest MANIFEST.json in bytes.</summary>
    public int MaxManifestBytes { get; init; } = 1 << 20;

    /// <summary>Gets the largest README or file of documentation in bytes; Galaxy has the same.</summary>
    public int MaxDocumentBytes { get; init; } = 512 * 1024;

    /// <summary>Gets the largest source file that is searched for documentation, in bytes.</summary>
    public int MaxSourceBytes { get; init; } = 2 << 20;

    /// <summary>Gets how many bytes the documentation of all parts may have together, as JSON.</summary>
    public int MaxDocumentationBytes { get; init; } = 32 << 20;
}
