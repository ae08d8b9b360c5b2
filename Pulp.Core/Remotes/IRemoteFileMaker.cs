namespace Pulp.Remotes;

/// <summary>
/// Makes the files of remotes that have none to download, for example those that are built from sources. It makes a file when somebody wants it, so
/// that the remote's promises are kept like any other.
/// </summary>
/// <remarks>Created by the container for each file. What it makes is verified against what was promised, so it makes the same bytes each time.</remarks>
public interface IRemoteFileMaker
{
    /// <summary>Makes a file.</summary>
    /// <param name="remote">The remote as it is now.</param>
    /// <param name="url">The address under which the sync declared the file.</param>
    /// <param name="folder">An empty folder to work in, removed when the stream was read.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The bytes. The core disposes the stream.</returns>
    /// <exception cref="PulpException">The file cannot be made; the message is for users.</exception>
    ValueTask<Stream> MakeAsync(Remote remote, Uri url, string folder, CancellationToken cancellationToken);
}
