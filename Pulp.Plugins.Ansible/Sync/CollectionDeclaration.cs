using Pulp.ContentTypes;
using Pulp.Digests;
using Pulp.Plugins.Ansible.Models;
using Pulp.Sync;

namespace Pulp.Plugins.Ansible.Sync;

/// <summary>
/// Turns what upstream says of a collection version into declared units.
/// </summary>
internal sealed class CollectionDeclaration
{
    private readonly SyncContext context;
    private readonly CollectionRemote remote;
    private readonly OnBroken onBroken;

    public CollectionDeclaration(SyncContext context, CollectionRemote remote, OnBroken onBroken)
    {
        this.context = context;
        this.remote = remote;
        this.onBroken = onBroken;
    }

    /// <summary>Declares a version; nothing when the remote does not take it. Its signatures and marks are the matter of <see cref="Followers"/>.</summary>
    /// <param name="version">The version.</param>
    /// <param name="source">The remote it comes from, when it is not the sync's own.</param>
    public DeclaredContent? Declare(UpstreamVersion version, CollectionRemote? source = null)
    {
        if (remote.SignedOnly && version.Signatures.Count == 0)
        {
            context.Skip("not signed", $"{version.Name} {version.Version}");
            return null;
        }

        return DeclareFile(version, source);
    }

    private DeclaredContent DeclareFile(UpstreamVersion version, CollectionRemote? source)
    {
        var isKnown = Digest.TryParse(DigestAlgorithm.Sha256, version.Unit.Sha256, out var sha256);
        var file = new DeclaredFile(version.Unit.FileName(), version.Download, version.Unit.Size > 0 ? version.Unit.Size : null, isKnown ? new DigestSet(sha256) : DigestSet.Empty)
        {
            Source = source,
        };
        return new DeclaredContent(version.Unit, file)
        {
            IsOptional = onBroken == OnBroken.Skip,

            Complete = (files, token) => CompleteAsync(version.Unit, files, token),
        };
    }

    // Once the file is here it must be the collection's that upstream says; and without a SHA-256 upstream, it is known only now.
    private static async ValueTask<Content> CompleteAsync(CollectionVersion unit, DownloadedFiles files, CancellationToken cancellationToken)
    {
        var artifact = files.Artifacts[unit.FileName()];
        var archive = await files.OpenAsync(unit.FileName(), cancellationToken).ConfigureAwait(false);
        await using (archive.ConfigureAwait(false))
        {
            try
            {
                StoredManifest.Require(await StoredManifest.ReadAsync(archive, artifact.Size ?? 0, cancellationToken).ConfigureAwait(false), unit);
            }
            catch (SyncException refused)
            {
                throw new SyncException($"{unit.FileName()}: {refused.Message}", refused);
            }
        }

        return unit with { Sha256 = artifact.Sha256, Size = artifact.Size ?? 0 };
    }
}
