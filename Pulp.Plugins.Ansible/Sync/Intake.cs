using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Pulp.ContentTypes;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Naming;
using Pulp.Stores;
using Pulp.Sync;

namespace Pulp.Plugins.Ansible.Sync;

/// <summary>
/// Holds what all ways to read a Galaxy server share in one sync, and ends each collection.
/// </summary>
internal sealed class Intake
{
    private readonly SyncContext context;
    private readonly IPulpDatabase database;
    private readonly ContentType versionType;
    private readonly bool holdsDeprecations;
    private readonly string? keys;
    private readonly TimeProvider time;
    private readonly TimeSpan rereadInterval;

    private Intake(SyncContext context, CollectionSyncServices services, SignatureChoice signatures, IReadOnlyDictionary<string, long> held)
    {
        this.context = context;
        var catalog = services.Catalog;
        keys = ((AnsibleRepository)context.Repository).Gpgkey is { } text ? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16] : null;
        database = services.Database;
        (time, rereadInterval) = (services.Time, services.Settings.Value.SignatureRereadInterval);
        versionType = catalog.ContentTypeOf(typeof(CollectionVersion));
        var remote = (CollectionRemote)context.Remote;
        var options = (AnsibleSyncOptions?)context.Options ?? new AnsibleSyncOptions();
        Optimizes = options.Optimize;
        Broken = new BrokenCollections(context, options.OnBroken);
        Followers = new Followers(context, signatures);
        Declaration = new CollectionDeclaration(context, remote, options.OnBroken);
        Namespaces = new NamespaceReader(database, catalog, context);
        Reader = new CollectionReader(remote, Declaration, Broken, Namespaces);
        holdsDeprecations = Count<AnsibleCollectionDeprecated>() > 0;
        MustKeepFollowers = context.Mirror && Count<CollectionVersionSignature>() + Count<CollectionVersionMark>() > 0;

        long Count<T>() => held.GetValueOrDefault(catalog.ContentTypeOf(typeof(T)).Name);
    }

    /// <summary>Gets whether what did not change is passed over.</summary>
    public bool Optimizes { get; }

    public BrokenCollections Broken { get; }

    public Followers Followers { get; }

    public CollectionDeclaration Declaration { get; }

    public NamespaceReader Namespaces { get; }

    public CollectionReader Reader { get; }

    /// <summary>Gets whether the signatures and marks of unchanged collections must be named to stay.</summary>
    public bool MustKeepFollowers { get; }

    public static async Task<Intake> OpenAsync(SyncContext context, CollectionSyncServices services, CancellationToken cancellationToken)
    {
        var latest = await services.Database.ReadAsync(session => session.Versions.FindAsync(context.Repository.Id), cancellationToken).ConfigureAwait(false);
        var signatures = await SignatureChoice.OpenAsync(context, services, cancellationToken).ConfigureAwait(false);
        return new Intake(context, services, signatures, latest?.Summary.Present ?? new Dictionary<string, long>());
    }

    /// <summary>Gets what the last sync remembered of a collection.</summary>
    public async ValueTask<CollectionMemory?> RememberedAsync(CollectionName name, CancellationToken cancellationToken)
    {
        // Asked for in any case: only then is what this sync reads remembered.
        var memory = await context.RememberedAsync(name.ToString(), cancellationToken).ConfigureAwait(false);
        return Optimizes && CollectionMemory.Parse(memory) is { } read && read.Keys == keys ? read with { Keys = null } : null;
    }

    /// <summary>Gets what the last sync remembered of a collection whose versions are read one by one; null too when it is time to read them all again.</summary>
    public async ValueTask<CollectionMemory?> RememberedAsync(GalaxyUpstream galaxy, CollectionName name, CancellationToken cancellationToken)
    {
        var memory = await RememberedAsync(name, cancellationToken).ConfigureAwait(false);
        return !galaxy.HasSignatures || (memory?.Read is { } read && time.GetUtcNow() - read < rereadInterval) ? memory : null;
    }

    /// <summary>Gets when every taken version of a collection was read, for what is remembered now.</summary>
    /// <param name="remembered">What was remembered of it before, if that was made use of.</param>
    public DateTimeOffset ReadTimeAfter(CollectionMemory? remembered) => remembered?.Read ?? time.GetUtcNow();

    /// <summary>Gets what keeps the signatures and marks that the repository has of a collection's versions.</summary>
    public async ValueTask<IReadOnlyList<SyncItem>> KeptFollowersAsync(CollectionName name, CancellationToken cancellationToken)
    {
        if (!MustKeepFollowers)
            return [];
        return [.. (await HeldAsync(name, cancellationToken).ConfigureAwait(false)).Select(unit => new KeptGroup(unit.Sha256))];
    }

    private async Task<IEnumerable<CollectionVersion>> HeldAsync(CollectionName name, CancellationToken cancellationToken) => (await database.ReadAsync(
        async session => await session.Versions.FindAsync(context.Repository.Id).ConfigureAwait(false) is { } latest
            ? await session.Memberships.GroupAsync(latest, versionType, name.ToString()).ConfigureAwait(false)
            : [],
        cancellationToken).ConfigureAwait(false)).Cast<CollectionVersion>();

    /// <summary>Gets the units of those versions of a collection that the repository has and that did not change since the last sync: they need not be read again.</summary>
    /// <param name="listing">The collection as upstream lists it.</param>
    /// <param name="remembered">What the last sync remembered.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async ValueTask<IReadOnlyDictionary<SemanticVersion, CollectionVersion>> KnownAsync(CollectionListing listing, CollectionMemory? remembered, CancellationToken cancellationToken)
    {
        var known = new Dictionary<SemanticVersion, CollectionVersion>();
        if (listing.Unchanged(remembered?.Versions) is not { Count: > 0 } unchanged)
            return known;
        foreach (var unit in await HeldAsync(listing.Name, cancellationToken).ConfigureAwait(false))
        {
            if (SemanticVersion.TryParse(unit.Version, out var version) && unchanged.Contains(version))
                known[version] = unit;
        }

        return known;
    }

    /// <summary>Gets what keeps everything that the repository has of a collection, for one that could not be read.</summary>
    public async ValueTask<IReadOnlyList<SyncItem>> KeepAsync(CollectionName name, CancellationToken cancellationToken) =>
        [new KeptGroup(name.ToString()), .. await KeptFollowersAsync(name, cancellationToken).ConfigureAwait(false)];

    /// <summary>Yields what was read of a collection, and what belongs to versions that were yielded before.</summary>
    public async IAsyncEnumerable<SyncItem> YieldAsync(ReadCollection read, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var unit in read.Known)
        {
            yield return new DeclaredContent(unit);
            if (MustKeepFollowers)
                yield return new KeptGroup(unit.Sha256);
        }

        foreach (var (unit, version) in read.Units)
        {
            Followers.Add(version, unit);
            yield return unit;
        }

        foreach (var item in read.Closing)
            yield return item;
        await foreach (var follower in Followers.DrainAsync(all: false, cancellationToken).ConfigureAwait(false))
            yield return follower;
    }

    /// <summary>Ends a collection that was read: its deprecation, and what is remembered.</summary>
    /// <param name="name">The collection.</param>
    /// <param name="isDeprecated">Whether it is deprecated.</param>
    /// <param name="memory">What is remembered; null when something of it could not be read, so that it is read again.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async ValueTask<IReadOnlyList<SyncItem>> CloseAsync(CollectionName name, bool isDeprecated, CollectionMemory? memory, CancellationToken cancellationToken)
    {
        var items = new List<SyncItem>();
        var deprecation = new AnsibleCollectionDeprecated { Namespace = name.Namespace, Name = name.Name };
        if (isDeprecated)
            items.Add(new DeclaredContent(deprecation));
        else if (holdsDeprecations)
            items.Add(new WithdrawnContent(deprecation));
        if (memory is null)
            items.AddRange(await KeepAsync(name, cancellationToken).ConfigureAwait(false));
        else if ((memory with { Keys = keys }).Write() is { } written)
            items.Add(new CompletedGroup(name.ToString(), written));
        return items;
    }
}
