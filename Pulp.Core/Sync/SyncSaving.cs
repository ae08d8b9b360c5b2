using Pulp.Artifacts;
using Pulp.ContentTypes;
using Pulp.Digests;
using Pulp.Repositories;
using Pulp.Storage;
using Pulp.Stores;
using Pulp.Tasking;

namespace Pulp.Sync;

/// <summary>
/// Saves a batch: first the bytes, then units, sources, staged membership and memory in one short transaction.
/// </summary>
internal sealed class SyncSaving
{
    private readonly SyncRun run;
    private readonly IPulpDatabase database;
    private readonly IArtifactStorage storage;
    private readonly RepositoryChanges changes;
    private readonly ProgressPart progress;
    private readonly HashSet<string> heldTypes;
    private readonly Dictionary<string, OpenGroup> openGroups = new(StringComparer.Ordinal);

    public SyncSaving(SyncRun run, IPulpDatabase database, IArtifactStorage storage, RepositoryChanges changes, ProgressPart progress)
    {
        this.run = run;
        this.database = database;
        this.storage = storage;
        this.changes = changes;
        this.progress = progress;
        heldTypes = [.. run.Catalog.TypeOf(run.Repository).ContentTypes];
    }

    /// <summary>Gets or sets whether the source asks for memories, so that groups must be hashed.</summary>
    public bool TracksGroups { get; set; }

    public async Task SaveAsync(SyncBatch batch, CancellationToken cancellationToken)
    {
        using var protection = await run.Files.HoldAsync(batch, cancellationToken).ConfigureAwait(false);
        if (batch.Staged.Count > 0)
            await storage.CommitAsync([.. batch.Staged.Values], StorageDomain.Of(run.Repository.DomainId), cancellationToken).ConfigureAwait(false);
        foreach (var unit in batch.Units.Where(unit => unit.Complete is not null && unit.Files.All(file => StoredOf(batch, file) is not null)))
            await CompleteAsync(batch, unit, cancellationToken).ConfigureAwait(false);

        var units = batch.Units.Where(unit => !batch.LeftOut.Contains(unit)).ToList();
        var saved = await database.WriteAsync(session => SaveAsync(session, batch, units), cancellationToken).ConfigureAwait(false);
        batch.Staged.Clear();
        foreach (var unit in batch.LeftOut)
            unit.SetFailed(new SyncException("The unit was left out; the result of the sync says why."));
        Count(units, saved);
    }

    private async ValueTask CompleteAsync(SyncBatch batch, DeclaredContent unit, CancellationToken cancellationToken)
    {
        try
        {
            unit.Content = await unit.Complete!(FilesOf(batch, unit), cancellationToken).ConfigureAwait(false);
        }
        catch (SyncException refused) when (unit.IsOptional)
        {
            // Its bytes are stored by now: an orphan, which goes with the others.
            run.Counts.LeaveOut("file is not what was promised", refused.Message);
            batch.LeftOut.Add(unit);
        }
    }

    private async ValueTask<Saved> SaveAsync(IStoreSession session, SyncBatch batch, List<DeclaredContent> units)
    {
        var artifacts = await SaveArtifactsAsync(session, batch).ConfigureAwait(false);
        var identities = await session.Contents.SaveAsync(run.Repository.DomainId, [.. units.Select(unit => NewContentOf(unit, artifacts))]).ConfigureAwait(false);
        var contents = units.Select((unit, i) => unit.Content with { Id = identities[i].Identity.Id, StoreKey = identities[i].Identity.StoreKey }).ToList();
        var refusals = await changes.RefusalsAsync(session, run.Repository, run.Draft.Start, contents).ConfigureAwait(false);
        var accepted = Enumerable.Range(0, contents.Count).Where(i => !refusals.ContainsKey(i)).ToList();
        var outcomes = await session.Memberships.AddAsync(run.Draft, [.. accepted.Select(i => changes.MembershipOf(contents[i]))]).ConfigureAwait(false);
        var (unchanged, kept, withdrawn) = await FollowGroupsAsync(session, batch, units, contents, refusals).ConfigureAwait(false);
        return new Saved(identities, outcomes, refusals, unchanged, kept, withdrawn);
    }

    private async ValueTask<Dictionary<string, StoredArtifact>> SaveArtifactsAsync(IStoreSession session, SyncBatch batch)
    {
        var artifacts = new Dictionary<string, StoredArtifact>(StringComparer.Ordinal);
        if (batch.Found.Count > 0)
        {
            foreach (var (sha256, artifact) in await session.Artifacts.FindAsync(run.Repository.DomainId, [.. batch.Found.Values.Select(SyncFiles.DigestOf)]).ConfigureAwait(false))
                artifacts[sha256] = artifact;
        }

        // A cleanup may have taken the row, but not the bytes, which are held.
        var cleaned = batch.Found.Values.Where(found => !artifacts.ContainsKey(found.Sha256)).Select(found => (found.Size, found.Digests));
        var rows = batch.Staged.Values.DistinctBy(staged => staged.Digests.Sha256, StringComparer.Ordinal).Select(staged => ((long?)staged.Size, staged.Digests)).Concat(cleaned)
            .Select(file => new StoredArtifact { Size = file.Item1, Digests = file.Digests, DomainId = run.Repository.DomainId }).ToList();
        if (rows.Count == 0)
            return artifacts;
        foreach (var (artifact, _) in await session.Artifacts.SaveAsync(rows).ConfigureAwait(false))
            artifacts[artifact.Sha256] = artifact;
        foreach (var (file, staged) in batch.Staged)
            artifacts[KeyOf(file, staged)] = artifacts[staged.Digests.Sha256!];
        return artifacts;

        // A file without a promised digest is found again by its own identity.
        static string KeyOf(DeclaredFile file, StagedArtifact staged) => file.Digests.Sha256 ?? $"{file.Url.AbsoluteUri}#{file.RelativePath}";
    }

    private NewContent NewContentOf(DeclaredContent unit, Dictionary<string, StoredArtifact> artifacts)
    {
        var type = run.Catalog.ContentTypeOf(unit.Content);
        if (!heldTypes.Contains(type.Name))
            throw new SyncException($"The sync source yielded content of type '{type.Name}', which a repository of type '{run.Catalog.TypeOf(run.Repository).Name}' does not hold.");
        var files = new List<NewContentFile>(unit.Files.Count);
        foreach (var file in unit.Files)
        {
            var stored = artifacts.GetValueOrDefault(file.Digests.Sha256 ?? $"{file.Url.AbsoluteUri}#{file.RelativePath}");
            if (stored is null && file.Digests.Sha256 is null)
                continue;
            files.Add(new NewContentFile(file.RelativePath, stored?.StoreKey, file.OpenAsync is not null ? [] : [new RemoteArtifact
            {
                Url = file.Url,
                RemoteId = file.Source?.Id ?? run.Remote.Id,
                Size = stored?.Size ?? file.Size,
                Digests = stored?.Digests ?? file.Digests,
            }]));
        }

        return new NewContent(type, unit.Content, type.NaturalKey(unit.Content), files);
    }

    private async ValueTask<(IReadOnlyList<ContentIdentity> Unchanged, IReadOnlyList<ContentIdentity> Kept, long Withdrawn)> FollowGroupsAsync(
        IStoreSession session, SyncBatch batch, List<DeclaredContent> units, List<Content> contents, IReadOnlyDictionary<int, string> refusals)
    {
        var memories = new List<KeyValuePair<string, byte[]?>>();
        var unchanged = new List<ContentIdentity>();
        var kept = new List<ContentIdentity>();
        var withdrawn = 0L;
        var next = 0;
        foreach (var item in batch.Items)
        {
            switch (item)
            {
                case DeclaredContent unit when next < units.Count && ReferenceEquals(unit, units[next]):
                    if (TracksGroups && run.Catalog.ContentTypeOf(unit.Content).GroupKey(unit.Content) is { } key)
                        OpenGroupOf(key).Add(contents[next], isRefused: refusals.ContainsKey(next));
                    next++;
                    break;
                case DeclaredContent unit when TracksGroups && batch.LeftOut.Contains(unit) && run.Catalog.ContentTypeOf(unit.Content).GroupKey(unit.Content) is { } missed:
                    OpenGroupOf(missed).MissOne();
                    break;
                case KeptGroup group when run.Mirror:
                    kept.AddRange(await run.Memory.PresentAsync(session, run.Draft.Start, group.GroupKey).ConfigureAwait(false));
                    break;
                case WithdrawnContent gone:
                    withdrawn += await WithdrawAsync(session, gone.Content).ConfigureAwait(false);
                    break;
                case UnchangedUpstream:
                    run.IsUnchanged = true;
                    break;
                case CompletedUpstream upstream:
                    run.UpstreamMemory = upstream.Memory;
                    break;
                case DeclaredPublication publication:
                    run.Publication = publication;
                    break;
                case CompletedGroup group:
                    openGroups.Remove(group.GroupKey, out var open);
                    memories.Add(run.Memory.Entry(group.GroupKey, (open ?? new OpenGroup()).ToRemember(group.Memory)));
                    break;
                case UnchangedGroup group:
                    unchanged.AddRange(await run.Memory.UnitsAsync(session, run.Draft.Start, group.GroupKey).ConfigureAwait(false));
                    break;
            }
        }

        if (memories.Count > 0)
            await session.States.SetAsync(run.Repository.Id, memories).ConfigureAwait(false);
        return (unchanged, kept, withdrawn);
    }

    private async ValueTask<long> WithdrawAsync(IStoreSession session, Content content)
    {
        var type = run.Catalog.ContentTypeOf(content);
        return (await session.Contents.FindAsync(type, run.Repository.DomainId, [type.NaturalKey(content)]).ConfigureAwait(false))[0] is { } identity
            ? await session.Memberships.RemoveAsync(run.Draft, [identity.StoreKey]).ConfigureAwait(false)
            : 0;
    }

    private OpenGroup OpenGroupOf(string key)
    {
        if (!openGroups.TryGetValue(key, out var open))
            openGroups[key] = open = new OpenGroup();
        return open;
    }

    private void Count(List<DeclaredContent> units, Saved saved)
    {
        foreach (var outcome in saved.Outcomes)
        {
            if (outcome == MembershipOutcome.Kept)
                run.Counts.Kept++;
            else
                run.Counts.Added++;
            if (outcome == MembershipOutcome.Replaced)
                run.Counts.Replaced++;
        }

        run.Counts.Kept += saved.Unchanged.Count;
        run.Counts.Withdrawn += saved.Withdrawn;
        run.Counts.Refused += saved.Refusals.Count;
        foreach (var refusal in saved.Refusals.Values)
            run.Counts.Skip("refused by the repository", refusal);
        for (var i = 0; i < units.Count; i++)
        {
            if (run.Mirror && !saved.Refusals.ContainsKey(i))
                run.Seen.Add(saved.Identities[i].Identity.StoreKey);
            units[i].SetSaved(saved.Identities[i].Identity);
        }

        if (run.Mirror)
        {
            foreach (var identity in saved.Unchanged.Concat(saved.KeptGroups))
                run.Seen.Add(identity.StoreKey);
        }

        progress.Increment(units.Count + saved.Unchanged.Count);
    }

    private DownloadedFiles FilesOf(SyncBatch batch, DeclaredContent unit) => new(
        unit.Files.ToDictionary(file => file.RelativePath, file => StoredOf(batch, file)!, StringComparer.Ordinal),
        async (path, token) => await storage.OpenReadAsync(
            SyncFiles.DigestOf(StoredOf(batch, unit.Files.First(file => file.RelativePath == path))!),
            StorageDomain.Of(run.Repository.DomainId),
            token).ConfigureAwait(false) ?? throw new SyncException($"The file '{path}' was stored and has vanished."));

    private StoredArtifact? StoredOf(SyncBatch batch, DeclaredFile file)
    {
        if (batch.Staged.TryGetValue(file, out var staged))
            return new StoredArtifact { Size = staged.Size, Digests = staged.Digests, DomainId = run.Repository.DomainId };
        return file.Digests.Sha256 is { } sha256 ? batch.Found.GetValueOrDefault(sha256) : null;
    }

    private sealed record Saved(
        IReadOnlyList<(ContentIdentity Identity, bool IsNew)> Identities,
        IReadOnlyList<MembershipOutcome> Outcomes,
        IReadOnlyDictionary<int, string> Refusals,
        IReadOnlyList<ContentIdentity> Unchanged,
        IReadOnlyList<ContentIdentity> KeptGroups,
        long Withdrawn);

    private sealed class OpenGroup
    {
        private readonly Dictionary<long, Guid> units = [];
        private bool hasRefusals;

        public void Add(Content content, bool isRefused)
        {
            hasRefusals |= isRefused;
            if (!isRefused)
                units[content.StoreKey] = content.Id;
        }

        public void MissOne() => hasRefusals = true;

        // What the repository refused today it may take tomorrow, with upstream unchanged: such a group is read again.
        public RememberedGroup? ToRemember(byte[] memory) => hasRefusals ? null : RememberedGroup.Of(units, memory);
    }
}
