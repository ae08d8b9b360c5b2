using Pulp.ContentTypes;
using Pulp.Plugins.Ansible.Downloads;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Naming;
using Pulp.Repositories;
using Pulp.Signing;
using Pulp.Stores;

namespace Pulp.Plugins.Ansible.Galaxy;

/// <summary>
/// Reads collections of a repository version, each by its own key.
/// </summary>
internal sealed class CollectionReading
{
    private const int NamesAtOnce = 5000;
    private const int UnitsAtOnce = 500;
    private const int ListsKept = 16;
    private readonly IPulpDatabase database;
    private readonly GalaxyTypes types;
    private readonly DownloadCounts downloads;
    private readonly VersionFacts facts = new();
    private readonly RecentValues<(Guid Version, string Type), IReadOnlyList<CollectionName>> lists = new(ListsKept);

    public CollectionReading(IPulpDatabase database, GalaxyTypes types, DownloadCounts downloads)
    {
        this.database = database;
        this.types = types;
        this.downloads = downloads;
    }

    /// <summary>Gets the full names of all collections in ordinal order.</summary>
    public Task<IReadOnlyList<CollectionName>> NamesAsync(RepositoryVersion version, CancellationToken cancellationToken) => NamesAsync(version, types.Collections, cancellationToken);

    /// <summary>Gets the full names of the deprecated collections in ordinal order, whether or not a version of them is there.</summary>
    public Task<IReadOnlyList<CollectionName>> DeprecatedAsync(RepositoryVersion version, CancellationToken cancellationToken) => NamesAsync(version, types.Deprecations, cancellationToken);

    /// <summary>Reads what the index says of some collections; those without a version are left out.</summary>
    public Task<IReadOnlyList<CollectionSummary>> SummariesAsync(RepositoryVersion version, IEnumerable<CollectionName> names, CancellationToken cancellationToken) => database.ReadAsync<IReadOnlyList<CollectionSummary>>(
        async session =>
        {
            var summaries = new List<CollectionSummary>();
            foreach (var name in names)
            {
                var units = await session.Memberships.GroupIdentitiesAsync(version, types.Collections, name.ToString()).ConfigureAwait(false);
                if (await facts.GetAsync(session, units).ConfigureAwait(false) is not { Count: > 0 } versions)
                    continue;
                var isDeprecated = GalaxyTypes.HasAny(version, types.Deprecations) && await session.Memberships.FindAsync(version, types.DeprecationOf(name)).ConfigureAwait(false) is not null;
                summaries.Add(new CollectionSummary(name, CollectionSummary.HighestOf(versions.Select(fact => fact.Version)), isDeprecated, versions.Min(fact => fact.Created), version.Created, downloads.Of(name)));
            }

            return summaries;
        },
        cancellationToken);

    /// <summary>Gets whether summaries say another number of downloads than there are now.</summary>
    public bool HaveMoreDownloads(IReadOnlyList<CollectionSummary> summaries)
    {
        foreach (var summary in summaries)
        {
            if (downloads.Of(summary.Name) != summary.Downloads)
                return true;
        }

        return false;
    }

    /// <summary>Reads the versions of a collection, the highest first.</summary>
    public Task<IReadOnlyList<CollectionVersion>> VersionsAsync(RepositoryVersion version, CollectionName name, CancellationToken cancellationToken) =>
        database.ReadAsync(session => VersionsAsync(session, version, name), cancellationToken);

    /// <summary>Reads what a repository holds about some versions.</summary>
    public Task<IReadOnlyList<PublishedVersion>> DescribeAsync(RepositoryVersion version, IReadOnlyList<CollectionVersion> units, CancellationToken cancellationToken) =>
        database.ReadAsync(session => DescribeAsync(session, version, units), cancellationToken);

    /// <summary>Finds a version of a collection.</summary>
    /// <returns>The version, or null when the repository does not hold it.</returns>
    public Task<PublishedVersion?> FindAsync(RepositoryVersion version, CollectionName name, string text, CancellationToken cancellationToken) => database.ReadAsync(
        async session => await FindAsync(session, version, name, text).ConfigureAwait(false) is { } unit
            ? (await DescribeAsync(session, version, [unit]).ConfigureAwait(false))[0]
            : null,
        cancellationToken);

    /// <summary>Reads all versions of all collections with what the repository holds about them, a part at a time, in no order.</summary>
    /// <param name="version">The repository version.</param>
    /// <param name="cursor">0 to start, then what the previous call returned.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The versions, and the cursor for the next call or null at the end.</returns>
    public Task<(IReadOnlyList<PublishedVersion> Versions, long? Cursor)> ScanAsync(RepositoryVersion version, long cursor, CancellationToken cancellationToken) => database.ReadAsync(
        async session =>
        {
            var (units, next) = await ScanAsync(session, version, cursor).ConfigureAwait(false);
            return (await DescribeAsync(session, version, units).ConfigureAwait(false), next);
        },
        cancellationToken);

    /// <summary>Reads all versions of all collections, a part at a time, in no order.</summary>
    /// <param name="version">The repository version.</param>
    /// <param name="cursor">0 to start, then what the previous call returned.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The versions, and the cursor for the next call or null at the end.</returns>
    public Task<(IReadOnlyList<CollectionVersion> Units, long? Cursor)> ScanUnitsAsync(RepositoryVersion version, long cursor, CancellationToken cancellationToken) =>
        database.ReadAsync(session => ScanAsync(session, version, cursor), cancellationToken);

    public async ValueTask<CollectionVersion?> FindAsync(IStoreSession session, RepositoryVersion version, CollectionName name, string text) =>
        await session.Memberships.FindAsync(version, types.PlaceOf(name, text)).ConfigureAwait(false) is { } identity
        && await session.Contents.GetAsync([identity.StoreKey]).ConfigureAwait(false) is [CollectionVersion unit]
            ? unit
            : null;

    public async ValueTask<IReadOnlyList<CollectionVersion>> VersionsAsync(IStoreSession session, RepositoryVersion version, CollectionName name)
    {
        var units = await session.Memberships.GroupAsync(version, types.Collections, name.ToString()).ConfigureAwait(false);
        return [.. units.Cast<CollectionVersion>().Select(unit => (Unit: unit, Key: types.Collections.SortKey(unit, 0))).OrderByDescending(pair => pair.Key, ByteOrder.Instance).Select(pair => pair.Unit)];
    }

    private async ValueTask<(IReadOnlyList<CollectionVersion> Units, long? Cursor)> ScanAsync(IStoreSession session, RepositoryVersion version, long cursor)
    {
        var (rows, next) = await session.Memberships.ScanAsync(version, types.Collections, cursor, UnitsAtOnce).ConfigureAwait(false);
        return ([.. (await session.Contents.GetAsync([.. rows.Select(row => row.ContentKey)]).ConfigureAwait(false)).Cast<CollectionVersion>()], next);
    }

    private async ValueTask<IReadOnlyList<PublishedVersion>> DescribeAsync(IStoreSession session, RepositoryVersion version, IReadOnlyList<CollectionVersion> units)
    {
        var described = new List<PublishedVersion>(units.Count);
        var namespaces = new Dictionary<string, string?>(StringComparer.Ordinal);
        var files = units.Any(unit => unit.Size == 0) ? await session.Contents.GetFilesAsync([.. units.Where(unit => unit.Size == 0).Select(unit => unit.StoreKey)]).ConfigureAwait(false) : null;
        foreach (var unit in units)
        {
            if (!namespaces.TryGetValue(unit.Namespace, out var sha256))
                namespaces[unit.Namespace] = sha256 = await NamespaceSha256Async(session, version, unit.Namespace).ConfigureAwait(false);
            described.Add(new PublishedVersion(
                unit,
                unit.Size != 0 ? unit.Size : files![unit.StoreKey].FirstOrDefault(file => file.RelativePath == unit.FileName())?.Best?.Size,
                [.. (await AboutAsync<CollectionVersionMark>(session, version, types.Marks, unit).ConfigureAwait(false)).Select(mark => mark.Value)],
                await SignaturesAsync(session, version, unit).ConfigureAwait(false),
                sha256));
        }

        return described;
    }

    private async ValueTask<IReadOnlyList<(CollectionVersionSignature Unit, string? Service)>> SignaturesAsync(IStoreSession session, RepositoryVersion version, CollectionVersion unit)
    {
        var signatures = new List<(CollectionVersionSignature, string?)>();
        foreach (var signature in await AboutAsync<CollectionVersionSignature>(session, version, types.Signatures, unit).ConfigureAwait(false))
            signatures.Add((signature, signature.SigningService is { } id ? (await session.Resources.GetAsync(id).ConfigureAwait(false) as SigningService)?.Name : null));
        return signatures;
    }

    private static async ValueTask<IReadOnlyList<T>> AboutAsync<T>(IStoreSession session, RepositoryVersion version, ContentType type, CollectionVersion unit)
        where T : Content =>
        GalaxyTypes.HasAny(version, type) ? [.. (await session.Memberships.GroupAsync(version, type, unit.Sha256).ConfigureAwait(false)).Cast<T>()] : [];

    private async ValueTask<string?> NamespaceSha256Async(IStoreSession session, RepositoryVersion version, string name) =>
        GalaxyTypes.HasAny(version, types.Namespaces)
            ? (await session.Memberships.GroupAsync(version, types.Namespaces, name).ConfigureAwait(false)).OfType<AnsibleNamespaceMetadata>().FirstOrDefault()?.MetadataSha256
            : null;

    // A page of the index needs to know them all, and a version never changes.
    private Task<IReadOnlyList<CollectionName>> NamesAsync(RepositoryVersion version, ContentType type, CancellationToken cancellationToken) =>
        lists.GetAsync((version.Id, type.Name), () => ReadNamesAsync(version, type), cancellationToken);

    private Task<IReadOnlyList<CollectionName>> ReadNamesAsync(RepositoryVersion version, ContentType type) => database.ReadAsync<IReadOnlyList<CollectionName>>(
        async session =>
        {
            var names = new List<CollectionName>();
            for (string? after = null; ;)
            {
                var groups = await session.Memberships.GroupsAsync(version, type, after, NamesAtOnce).ConfigureAwait(false);
                foreach (var group in groups)
                {
                    if (CollectionName.TryParse(group, out var name))
                        names.Add(name);
                }

                if (groups.Count < NamesAtOnce)
                    return names;
                after = groups[^1];
            }
        });

    private sealed class ByteOrder : IComparer<byte[]>
    {
        public static ByteOrder Instance { get; } = new();

        public int Compare(byte[]? x, byte[]? y) => x.AsSpan().SequenceCompareTo(y);
    }
}
