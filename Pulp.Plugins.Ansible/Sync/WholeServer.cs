using System.Runtime.CompilerServices;
using System.Text.Json;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Naming;
using Pulp.Sync;
using Pulp.Tasking;

namespace Pulp.Plugins.Ansible.Sync;

/// <summary>
/// Reads all collections of a server from its two long lists, of collections and of versions, which say all there is to say.
/// </summary>
/// <remarks>
/// 1. The lists are copied into files, so that the server is not kept waiting, and memory stays bounded.
/// 2. What they say of each collection is digested; collections whose digest is the one of the last sync are unchanged.
/// 3. The versions of the others are declared.
/// </remarks>
internal sealed class WholeServer
{
    private const long MaximumList = 8L * 1024 * 1024 * 1024;
    private readonly SyncContext context;
    private readonly CollectionRemote remote;
    private readonly GalaxyUpstream galaxy;
    private readonly Intake intake;
    private readonly SortedDictionary<string, ListedCollection> collections = new(StringComparer.Ordinal);

    public WholeServer(SyncContext context, GalaxyUpstream galaxy, Intake intake)
    {
        this.context = context;
        remote = (CollectionRemote)context.Remote;
        this.galaxy = galaxy;
        this.intake = intake;
    }

    private Uri VersionsAddress => new(galaxy.Api, "collection_versions/all/");

    /// <summary>Reads the server.</summary>
    /// <param name="progress">Counts collections.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>What is to be declared; null when the server has no such lists.</returns>
    public async Task<IAsyncEnumerable<SyncItem>?> OpenAsync(ProgressPart progress, CancellationToken cancellationToken)
    {
        var folder = context.CreateWorkingDirectory();
        var (names, versions) = (Path.Join(folder, "collections.json"), Path.Join(folder, "versions.json"));
        if (!await galaxy.SaveAsync(new Uri(galaxy.Api, "collections/all/"), names, MaximumList, cancellationToken).ConfigureAwait(false)
            || !await galaxy.SaveAsync(VersionsAddress, versions, MaximumList, cancellationToken).ConfigureAwait(false))
            return null;
        return ReadAsync(names, versions, await ExcludeList.ReadAsync(galaxy, cancellationToken).ConfigureAwait(false), progress, cancellationToken);
    }

    private async IAsyncEnumerable<SyncItem> ReadAsync(
        string names, string versions, ExcludeList excludes, ProgressPart progress, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var item in JsonArrayFile.ReadAsync(names, "The list of all collections", cancellationToken).ConfigureAwait(false))
        {
            if (CollectionName.TryCreate(item.TextOf("namespace") ?? item.Field("namespace").TextOf("name"), item.TextOf("name"), out var name))
                CollectionOf(name).IsDeprecated = item.IsTrue("deprecated");
        }

        var order = 0;
        await foreach (var item in JsonArrayFile.ReadAsync(versions, "The list of all versions", cancellationToken).ConfigureAwait(false))
            Note(item, order++, excludes);
        await FindUnchangedAsync(cancellationToken).ConfigureAwait(false);
        if (collections.Values.Any(collection => !collection.IsUnchanged) || intake.MustKeepFollowers)
        {
            order = 0;
            await foreach (var item in JsonArrayFile.ReadAsync(versions, "The list of all versions", cancellationToken).ConfigureAwait(false))
            {
                if (await ReadAsync(item, order++, cancellationToken).ConfigureAwait(false) is not { } read)
                    continue;
                await foreach (var declared in intake.YieldAsync(read, cancellationToken).ConfigureAwait(false))
                    yield return declared;
            }
        }

        foreach (var collection in collections.Values.Where(collection => collection.HasVersions))
        {
            foreach (var item in collection.IsUnchanged
                ? [new UnchangedGroup(collection.Name.ToString())]
                : await intake.CloseAsync(collection.Name, collection.IsDeprecated, collection.IsBroken ? null : collection.Memory, cancellationToken).ConfigureAwait(false))
                yield return item;
            progress.Increment();
        }
    }

    private ListedCollection CollectionOf(CollectionName name)
    {
        var key = name.ToString();
        if (!collections.TryGetValue(key, out var collection))
            collections[key] = collection = new ListedCollection(name);
        return collection;
    }

    private void Note(JsonElement item, int order, ExcludeList excludes)
    {
        try
        {
            var (name, version) = UpstreamVersion.ReadName(item);
            if (excludes.Contains(name, version))
                context.Skip("excluded by upstream", $"{name} {version}");
            else if (!CollectionOf(name).TryAdd(version, item, order))
                context.Skip("version is listed twice", $"{name} {version}");
        }
        catch (BrokenCollectionException exception)
        {
            intake.Broken.Report("version cannot be used", "an item of the list of all versions", exception);
        }
    }

    private async Task FindUnchangedAsync(CancellationToken cancellationToken)
    {
        foreach (var collection in collections.Values)
        {
            collection.Choose(remote.SyncHighestVersions);
            if (!collection.HasVersions)
                continue;
            collection.IsUnchanged = await intake.RememberedAsync(collection.Name, cancellationToken).ConfigureAwait(false) == collection.Memory;
            intake.Namespaces.Note(galaxy, collection.Name.Namespace, collection.NamespaceSha256, hasChanged: !collection.IsUnchanged);
        }
    }

    private async ValueTask<ReadCollection?> ReadAsync(JsonElement item, int order, CancellationToken cancellationToken)
    {
        ListedCollection? collection = null;
        try
        {
            var (name, version) = UpstreamVersion.ReadName(item);
            if (!collections.TryGetValue(name.ToString(), out collection) || !collection.IsChosen(order))
                return null;
            if (collection.IsUnchanged)
                return intake.MustKeepFollowers && item.Field("artifact").TextOf("sha256") is { } sha256 ? new ReadCollection { Closing = [new KeptGroup(sha256.ToLowerInvariant())] } : null;
            var found = UpstreamVersion.Read(item, VersionsAddress);
            if (found is not { Unit.Sha256.Length: > 0 })
            {
                // An item of the list that leaves out what only the detail says.
                var detail = new Uri(galaxy.Api, $"collections/{name.Namespace}/{name.Name}/versions/{version.Text}/");
                found = await galaxy.FindAsync(detail, cancellationToken).ConfigureAwait(false) is { } answer ? UpstreamVersion.Read(answer, detail) : null;
            }

            if (found is null || found.Name != name || found.Version.Text != version.Text)
                throw new BrokenCollectionException($"{name} {version}: upstream has no detail of it.");
            var read = new ReadCollection();
            if (intake.Declaration.Declare(found) is { } unit)
                read.Add(unit, found);
            return read;
        }
        catch (Exception exception) when (BrokenCollections.Concerns(exception))
        {
            if (collection is not null)
            {
                collection.IsBroken = true;
                intake.Broken.Report("version cannot be used", $"{collection.Name}", exception);
            }

            return null;
        }
    }
}
