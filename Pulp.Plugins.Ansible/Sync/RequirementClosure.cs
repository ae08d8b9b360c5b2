using System.Runtime.CompilerServices;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Naming;
using Pulp.Plugins.Ansible.Requirements;
using Pulp.Sync;
using Pulp.Tasking;

namespace Pulp.Plugins.Ansible.Sync;

/// <summary>
/// Reads the collections that a requirements file asks for, and those that they need, and so on.
/// </summary>
/// <remarks>
/// Works in waves: all collections asked for so far are read at once, and what they need makes the next wave. Each range of each collection is followed once,
/// so that loops end. What the last sync remembered of an unchanged collection stands for reading it, as long as in the end the same ranges were asked for.
/// </remarks>
internal sealed class RequirementClosure
{
    private const int MaximumCollections = 20_000;
    private const int MaximumRanges = 2_000;
    private readonly SyncContext context;
    private readonly CollectionRemote remote;
    private readonly GalaxySources sources;
    private readonly Intake intake;
    private readonly Dictionary<CollectionName, WantedCollection> collections = [];
    private readonly Queue<WantedCollection> wave = new();

    public RequirementClosure(SyncContext context, GalaxySources sources, Intake intake)
    {
        this.context = context;
        remote = (CollectionRemote)context.Remote;
        this.sources = sources;
        this.intake = intake;
    }

    public async IAsyncEnumerable<SyncItem> ReadAsync(
        IReadOnlyList<CollectionRequirement> requirements, ProgressPart progress, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var requirement in requirements)
            Want(requirement.Name, requirement.Range, requirement.Source);
        do
        {
            while (wave.Count > 0)
            {
                // What is read at the same time adds to what is asked for.
                var now = wave.Select(wanted => wanted.BeginReading()).ToList();
                wave.Clear();
                await foreach (var (wanted, read) in Ahead.SelectAsync(now.ToAsyncEnumerable(), intake.Reader.Concurrency, ReadAsync, cancellationToken).ConfigureAwait(false))
                {
                    await foreach (var item in intake.YieldAsync(read, cancellationToken).ConfigureAwait(false))
                        yield return item;
                    Follow(wanted, read.Needs);
                    progress.Increment();
                }
            }
        }
        while (ReadsMore());
        foreach (var wanted in collections.Values)
        {
            foreach (var item in await CloseAsync(wanted, cancellationToken).ConfigureAwait(false))
                yield return item;
        }
    }

    private void Want(CollectionName name, VersionRange range, string? source)
    {
        if (!collections.TryGetValue(name, out var wanted))
        {
            if (collections.Count == MaximumCollections)
                throw new SyncException($"The requirements and what they need are more than {MaximumCollections} collections.");
            collections[name] = wanted = new WantedCollection(name, source);
        }

        if (!wanted.Add(range))
            return;
        if (wanted.Ranges.Count > MaximumRanges)
            throw new SyncException($"{name} is needed in more than {MaximumRanges} ranges of versions.");
        if (!wanted.IsQueued)
            wave.Enqueue(wanted);
        wanted.IsQueued = true;
    }

    private void Follow(WantedCollection wanted, IEnumerable<KeyValuePair<string, string>> needs)
    {
        if (!remote.SyncDependencies)
            return;
        foreach (var (name, text) in needs)
        {
            if (!CollectionName.TryParse(name, out var needed) || !VersionRange.TryParse(text, out var range))
                context.Skip("dependency cannot be understood", $"{wanted.Name}: {name} {text}");
            else
                Want(needed, range, wanted.Source);
        }
    }

    // Asked for in other ranges than the last time, an unchanged collection must be read after all.
    private bool ReadsMore()
    {
        foreach (var wanted in collections.Values.Where(wanted => wanted.IsUnchanged && !wanted.HasRememberedRanges()))
        {
            wanted.IsUnchanged = false;
            wanted.Remembered = wanted.Remembered! with { Ranges = null };
            wave.Enqueue(wanted);
        }

        return wave.Count > 0;
    }

    private async Task<(WantedCollection Wanted, ReadCollection Read)> ReadAsync(WantedCollection wanted, CancellationToken cancellationToken)
    {
        try
        {
            return (wanted, await ReadWantedAsync(wanted, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception exception) when (BrokenCollections.Concerns(exception))
        {
            wanted.IsBroken = true;
            intake.Broken.Report("collection cannot be used", wanted.Name.ToString(), exception);
            return (wanted, new ReadCollection());
        }
    }

    private async Task<ReadCollection> ReadWantedAsync(WantedCollection wanted, CancellationToken cancellationToken)
    {
        var read = new ReadCollection();
        if (wanted.Listing is null && !await ListAsync(wanted, cancellationToken).ConfigureAwait(false))
            return read;
        if (wanted.IsUnchangedIn(intake.Optimizes))
        {
            read.Need(wanted.RememberedNeeds());
            return read;
        }

        var chosen = VersionChoice.InRanges(wanted.Listing!.Versions, wanted.ReadRanges, remote.SyncHighestVersions);
        if (chosen.Count == 0)
            context.Skip("no version is in the range", $"{wanted.Name} {string.Join(" or ", wanted.ReadRanges.Select(range => range.Text))}");
        var known = await intake.KnownAsync(wanted.Listing, wanted.Remembered, cancellationToken).ConfigureAwait(false);
        read = await intake.Reader.ReadAsync(wanted.Galaxy!, wanted.Listing, wanted.TakeNew(chosen), known, wanted.Remote == remote ? null : wanted.Remote, cancellationToken).ConfigureAwait(false);
        wanted.IsBroken |= read.IsBroken;
        wanted.Needs.UnionWith(read.Needs);
        return read;
    }

    private async Task<bool> ListAsync(WantedCollection wanted, CancellationToken cancellationToken)
    {
        foreach (var source in wanted.Source is null ? [null] : new[] { wanted.Source, null })
        {
            var (galaxy, from) = await sources.OpenAsync(source, cancellationToken).ConfigureAwait(false);
            if (await CollectionListing.ReadAsync(galaxy, wanted.Name, context.Skip, cancellationToken).ConfigureAwait(false) is not { } listing)
                continue;
            (wanted.Listing, wanted.Galaxy, wanted.Remote) = (listing, galaxy, from);
            wanted.Remembered = await intake.RememberedAsync(galaxy, wanted.Name, cancellationToken).ConfigureAwait(false);
            return true;
        }

        wanted.IsBroken = true;
        intake.Broken.Report("collection is not upstream", wanted.Name.ToString());
        return false;
    }

    private async ValueTask<IReadOnlyList<SyncItem>> CloseAsync(WantedCollection wanted, CancellationToken cancellationToken)
    {
        if (wanted.Listing is not { } listing)
            return await intake.KeepAsync(wanted.Name, cancellationToken).ConfigureAwait(false);
        if (!wanted.IsUnchanged)
            return await intake.CloseAsync(wanted.Name, listing.IsDeprecated, wanted.IsBroken ? null : wanted.ToRemember() with { Read = intake.ReadTimeAfter(wanted.Remembered) }, cancellationToken).ConfigureAwait(false);
        intake.Namespaces.Note(wanted.Galaxy!, wanted.Name.Namespace, sha256: null, hasChanged: false);
        return [new UnchangedGroup(wanted.Name.ToString()), .. await intake.KeptFollowersAsync(wanted.Name, cancellationToken).ConfigureAwait(false)];
    }
}
