using Pulp.ContentTypes;
using Pulp.Plugins.Container.Manifests;
using Pulp.Plugins.Container.Models;
using Pulp.Sync;

namespace Pulp.Plugins.Container.Sync;

/// <summary>
/// Takes what an image's configuration tells when it is here, for the image that is saved after it.
/// </summary>
internal sealed class ToldConfig
{
    /// <summary>Gets what it tells; nothing before it was read.</summary>
    public ImageConfig Config { get; private set; } = ImageConfig.Empty;

    /// <summary>Reads the configuration.</summary>
    /// <returns>The blob as it is.</returns>
    public async ValueTask<Content> ReadAsync(DownloadedFiles files, CancellationToken cancellationToken)
    {
        var (path, file) = files.Artifacts.Single();
        if (file.Size is { } size && size <= ImageConfig.MaximumSize)
        {
            var stream = await files.OpenAsync(path, cancellationToken).ConfigureAwait(false);
            await using var disposing = stream.ConfigureAwait(false);
            var bytes = new byte[size];
            await stream.ReadExactlyAsync(bytes, cancellationToken).ConfigureAwait(false);
            Config = ImageConfig.Read(bytes);
        }

        return new Blob { Digest = path };
    }
}
