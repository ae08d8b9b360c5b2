using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Naming;
using Pulp.Sync;

namespace Pulp.Plugins.Ansible.Sync;

/// <summary>
/// Reads the details of a collection's versions, several at a time.
/// </summary>
internal sealed class CollectionReader
{
    private const int DefaultConcurrency = 10;
    private readonly CollectionDeclaration declaration;
    private readonly BrokenCollections broken;
    private readonly NamespaceReader namespaces;

    public CollectionReader(CollectionRemote remote, CollectionDeclaration declaration, BrokenCollections broken, NamespaceReader namespaces)
    {
        Concurrency = remote.DownloadConcurrency ?? DefaultConcurrency;
        this.declaration = declaration;
        this.broken = broken;
        this.namespaces = namespaces;
    }

    /// <summary>Gets how many requests are under way at once.</summary>
    public int Concurrency { get; }

    /// <summary>Reads versions.</summary>
    /// <param name="galaxy">The server.</param>
    /// <param name="listing">The collection.</param>
    /// <param name="versions">The versions.</param>
    /// <param name="known">The units of those that need not be read.</param>
    /// <param name="source">The remote they come from, when it is not the sync's own.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The units, what they need, and whether a version could not be read.</returns>
    public async Task<ReadCollection> ReadAsync(
        GalaxyUpstream galaxy, CollectionListing listing, IEnumerable<SemanticVersion> versions,
        IReadOnlyDictionary<SemanticVersion, CollectionVersion> known, CollectionRemote? source, CancellationToken cancellationToken)
    {
        var read = new ReadCollection();
        var toRead = new List<SemanticVersion>();
        foreach (var version in versions)
        {
            if (known.TryGetValue(version, out var unit))
                read.Add(unit);
            else
                toRead.Add(version);
        }

        namespaces.Note(galaxy, listing.Name.Namespace, sha256: null, hasChanged: false);
        var details = Ahead.SelectAsync(toRead.ToAsyncEnumerable(), Concurrency, (version, token) => ReadAsync(galaxy, listing, version, token), cancellationToken);
        await foreach (var detail in details.ConfigureAwait(false))
        {
            if (detail is null)
            {
                read.IsBroken = true;
            }
            else if (declaration.Declare(detail, source) is { } unit)
            {
                read.Add(unit, detail);
                namespaces.Note(galaxy, detail.Name.Namespace, detail.NamespaceSha256, hasChanged: true);
            }
        }

        return read;
    }

    private async Task<UpstreamVersion?> ReadAsync(GalaxyUpstream galaxy, CollectionListing listing, SemanticVersion version, CancellationToken cancellationToken)
    {
        var what = $"{listing.Name} {version}";
        try
        {
            var address = listing.DetailOf(version);
            if (await galaxy.FindAsync(address, cancellationToken).ConfigureAwait(false) is not { } detail)
            {
                broken.Report("version is listed and not upstream", what);
                return null;
            }

            var found = UpstreamVersion.Read(detail, address) ?? throw new BrokenCollectionException("it has no download_url.");
            return found.Name == listing.Name && found.Version.Text == version.Text ? found : throw new BrokenCollectionException($"its detail is that of {found.Name} {found.Version}.");
        }
        catch (Exception exception) when (BrokenCollections.Concerns(exception))
        {
            broken.Report("version cannot be used", what, exception);
            return null;
        }
    }
}
