namespace Pulp.Plugins.Ansible.Git;

/// <summary>
/// Represents a file or folder of a checkout.
/// </summary>
/// <param name="Path">The path below the checkout, with slashes.</param>
/// <param name="FullPath">Where its bytes are; of a link where it leads.</param>
/// <param name="Sha256">The digest; null for a folder.</param>
/// <param name="IsExecutable">Whether it may be executed.</param>
internal sealed record SourceFile(string Path, string FullPath, string? Sha256, bool IsExecutable);
