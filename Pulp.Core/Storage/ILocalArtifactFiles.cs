using Pulp.Digests;

namespace Pulp.Storage;

/// <summary>
/// Tells where an artifact lies in the local file system, so that a server can send it without copying.
/// </summary>
/// <remarks>An optional ability of an <see cref="IArtifactStorage"/>: test for it with <c>is</c>.</remarks>
public interface ILocalArtifactFiles
{
    /// <summary>
    /// Gets the path of a stored artifact.
    /// </summary>
    /// <param name="sha256">The digest under which the artifact was committed.</param>
    /// <param name="domain">The domain, or <see langword="null"/> for the default one.</param>
    /// <returns>The absolute path of a regular file, to be read only, or <see langword="null"/> when no such artifact is stored.</returns>
    /// <remarks>The file may be deleted at any time after the call.</remarks>
    /// <exception cref="ArgumentException">The digest is not a SHA-256.</exception>
    /// <exception cref="StorageException">The storage failed, or something other than an artifact lies at its place.</exception>
    string? GetPath(Digest sha256, Guid? domain);
}
