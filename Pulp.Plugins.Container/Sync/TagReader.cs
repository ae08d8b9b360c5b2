using Pulp.Plugins.Container.Models;

namespace Pulp.Plugins.Container.Sync;

/// <summary>
/// Reads what a tag names: first only its digest, so that what is here already is not fetched.
/// </summary>
/// <param name="registry">Upstream.</param>
/// <param name="trees">Reads manifests.</param>
/// <param name="list">Tells of a tag that is not there whether upstream lists it all the same; null when that does not matter.</param>
internal sealed class TagReader(UpstreamRegistry registry, ManifestTrees trees, RepeatedList? list)
{
    /// <summary>Reads a tag.</summary>
    /// <exception cref="SkippedImageException">It is not there, or what it names cannot be taken.</exception>
    public async Task<ImageNode> ReadAsync(string tag, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadNowAsync(tag, cancellationToken).ConfigureAwait(false);
        }
        catch (SkippedImageException gone) when (gone is { IsMissing: true, IsDamage: false } && list is not null)
        {
            throw await list.HasAsync(tag, cancellationToken).ConfigureAwait(false) ? new SkippedImageException("tag is listed upstream but not there") { IsDamage = true } : gone;
        }
    }

    private async Task<ImageNode> ReadNowAsync(string tag, CancellationToken cancellationToken)
    {
        var digest = await registry.FindDigestAsync(tag, cancellationToken).ConfigureAwait(false);
        if (digest is null)
        {
            var given = await registry.GetManifestAsync(tag, cancellationToken).ConfigureAwait(false);
            return await trees.ReadAsync(given.Digest, given, cancellationToken).ConfigureAwait(false);
        }

        try
        {
            return await trees.ReadAsync(digest, given: null, cancellationToken).ConfigureAwait(false);
        }
        catch (SkippedImageException lost) when (lost.IsDamage)
        {
            // Between the two questions the tag may have moved, or gone, and taken its manifest with it.
            var now = await registry.FindDigestAsync(tag, cancellationToken).ConfigureAwait(false);
            if (now is null || now == digest)
                throw;
            return await trees.ReadAsync(now, given: null, cancellationToken).ConfigureAwait(false);
        }
    }
}
