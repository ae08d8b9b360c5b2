using System.Runtime.CompilerServices;
using System.Text.Json;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Naming;
using Pulp.Sync;
using Pulp.Tasking;

namespace Pulp.Plugins.Ansible.Sync;

/// <summary>
/// Reads all collections of a server page by page, for servers without lists of everything, such as those of API v2.
/// </summary>
/// <remarks>A collection whose entry did not change costs nothing more; of the others, the versions are listed and each is read.</remarks>
internal sealed class PagedServer
{
    private readonly SyncContext context;
    private readonly CollectionRemote remote;
    private readonly GalaxyUpstream galaxy;
    private readonly Intake intake;

    public PagedServer(SyncContext context, GalaxyUpstream galaxy, Intake intake)
    {
        this.context = context;
        remote = (CollectionRemote)context.Remote;
        this.galaxy = galaxy;
        this.intake = intake;
    }

    public async IAsyncEnumerable<SyncItem> ReadAsync(ProgressPart progress, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var excludes = await ExcludeList.ReadAsync(galaxy, cancellationToken).ConfigureAwait(false);
        var read = Ahead.SelectAsync(CollectionsAsync(cancellationToken), intake.Reader.Concurrency, (entry, token) => ReadAsync(entry, excludes, token), cancellationToken);
        await foreach (var collection in read.ConfigureAwait(false))
        {
            await foreach (var item in intake.YieldAsync(collection, cancellationToken).ConfigureAwait(false))
                yield return item;
            progress.Increment();
        }
    }

    private async IAsyncEnumerable<(CollectionName Name, CollectionMemory Memory)> CollectionsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var seen = new HashSet<CollectionName>();
        await foreach (var item in galaxy.ListAsync(new Uri(galaxy.Api, galaxy.IsV3 ? "collections/?limit=100" : "collections/?page_size=100"), cancellationToken).ConfigureAwait(false))
        {
            var space = item.TextOf("namespace") ?? item.Field("namespace").TextOf("name");
            if (!CollectionName.TryCreate(space, item.TextOf("name"), out var name))
                context.Skip("name of a collection cannot be used", item.TextOf("name"));
            else if (seen.Add(name))
                yield return (name, new CollectionMemory(MarkOf(item)));
        }
    }

    private static string MarkOf(JsonElement item) =>
        $"{item.TextOf("updated_at") ?? item.TextOf("modified")} {item.IsTrue("deprecated")} {item.Field("highest_version").TextOf("version") ?? item.Field("latest_version").TextOf("version")}";

    private async Task<ReadCollection> ReadAsync((CollectionName Name, CollectionMemory Memory) entry, ExcludeList excludes, CancellationToken cancellationToken)
    {
        var (name, memory) = entry;
        var remembered = await intake.RememberedAsync(galaxy, name, cancellationToken).ConfigureAwait(false);
        if (remembered?.Listing == memory.Listing)
        {
            intake.Namespaces.Note(galaxy, name.Namespace, sha256: null, hasChanged: false);
            return new ReadCollection { Closing = [new UnchangedGroup(name.ToString()), .. await intake.KeptFollowersAsync(name, cancellationToken).ConfigureAwait(false)] };
        }

        try
        {
            if (await CollectionListing.ReadAsync(galaxy, name, context.Skip, cancellationToken).ConfigureAwait(false) is not { } listing)
            {
                intake.Broken.Report("collection is listed and not upstream", name.ToString());
                return new ReadCollection { Closing = await intake.KeepAsync(name, cancellationToken).ConfigureAwait(false) };
            }

            var versions = VersionChoice.Highest(listing.Versions.Where(version => !excludes.Contains(name, version)), remote.SyncHighestVersions);
            var read = await intake.Reader.ReadAsync(galaxy, listing, versions, await intake.KnownAsync(listing, remembered, cancellationToken).ConfigureAwait(false), source: null, cancellationToken).ConfigureAwait(false);
            read.Closing = await intake.CloseAsync(name, listing.IsDeprecated, read.IsBroken ? null : memory with { Versions = listing.Marks(), Read = intake.ReadTimeAfter(remembered) }, cancellationToken).ConfigureAwait(false);
            return read;
        }
        catch (Exception exception) when (BrokenCollections.Concerns(exception))
        {
            intake.Broken.Report("collection cannot be used", name.ToString(), exception);
            return new ReadCollection { Closing = await intake.KeepAsync(name, cancellationToken).ConfigureAwait(false) };
        }
    }
}
