using System.Security.Cryptography;
using Pulp.Artifacts;
using Pulp.ContentTypes;
using Pulp.Digests;
using Pulp.Storage;
using Pulp.Stores;

namespace Pulp.Transfer;

/// <summary>
/// Saves what a bundle holds: files are staged until the units come that have them, and both become visible with the drafts they are for.
/// </summary>
internal sealed class ImportSaving : IAsyncDisposable
{
    private readonly ImportServices services;
    private readonly Guid domainId;
    private readonly List<StagedArtifact> pending = [];

    public ImportSaving(ImportServices services, Guid domainId)
    {
        this.services = services;
        this.domainId = domainId;
    }

    /// <summary>Gets how many files were stored that were not here.</summary>
    public long Stored { get; private set; }

    /// <summary>Takes a file, or reads past it when it is stored already. It must be what its name says in both cases.</summary>
    public async Task TakeAsync(BundleMember.Artifact artifact, Stream content, CancellationToken cancellationToken)
    {
        if (await IsStoredAsync(artifact, cancellationToken).ConfigureAwait(false))
        {
            if (!artifact.Sha256.FixedTimeEquals(Digest.Sha256(await SHA256.HashDataAsync(content, cancellationToken).ConfigureAwait(false))))
                throw Wrong(artifact);
            return;
        }

        try
        {
            var expected = new ArtifactWriteOptions { ExpectedSize = artifact.Size, ExpectedDigests = new DigestSet(artifact.Sha256) };
            pending.Add(await services.Ingest.StageAsync(content, expected, cancellationToken).ConfigureAwait(false));
        }
        catch (DigestMismatchException exception)
        {
            throw Wrong(artifact, exception);
        }

        Stored++;
    }

    /// <summary>Saves units with their files, and adds them to a draft.</summary>
    public async Task SaveAsync(ImportTarget target, IReadOnlyList<BundleUnit> units, CancellationToken cancellationToken)
    {
        foreach (var unit in units)
            RequireHeld(target, unit.Type);
        await CommitAsync(session => SaveAsync(session, target, units), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Passes over units of a repository that gets nothing. Their files may be those of units that follow.</summary>
    public Task PassAsync(CancellationToken cancellationToken) => CommitAsync(static _ => ValueTask.FromResult(true), cancellationToken);

    /// <summary>Removes files that no units came for.</summary>
    public async ValueTask DisposeAsync() => await services.Storage.DiscardAsync(pending, CancellationToken.None).ConfigureAwait(false);

    private async Task CommitAsync(Func<IStoreSession, ValueTask<bool>> save, CancellationToken cancellationToken)
    {
        var staged = pending.ToList();
        pending.Clear();
        await services.Ingest.CommitAsync(staged, domainId, (session, _) => save(session), cancellationToken).ConfigureAwait(false);
    }

    private async Task<bool> IsStoredAsync(BundleMember.Artifact artifact, CancellationToken cancellationToken)
    {
        var rows = await services.Database.ReadAsync(session => session.Artifacts.FindAsync(domainId, [artifact.Sha256]), cancellationToken).ConfigureAwait(false);
        return rows.Count > 0 && await services.Storage.GetSizeAsync(artifact.Sha256, StorageDomain.Of(domainId), cancellationToken).ConfigureAwait(false) == artifact.Size;
    }

    private async ValueTask<bool> SaveAsync(IStoreSession session, ImportTarget target, IReadOnlyList<BundleUnit> units)
    {
        var contents = new Content[units.Count];
        await SaveCarriedAsync(session, units, contents).ConfigureAwait(false);
        await FindKeptAsync(session, target, units, contents).ConfigureAwait(false);

        var refusals = await services.Changes.RefusalsAsync(session, target.Repository, target.Draft.Start, contents).ConfigureAwait(false);
        if (refusals.Count > 0)
            throw new TransferException(TransferFailureReason.Refused, $"The repository '{target.Repository.Name}' does not take content of the bundle: {string.Join(" ", refusals.Values.Distinct(StringComparer.Ordinal).Take(3))}");
        await session.Memberships.AddAsync(target.Draft, [.. contents.Select(services.Changes.MembershipOf)]).ConfigureAwait(false);
        foreach (var content in contents)
            target.Seen.Add(content.StoreKey);
        return true;
    }

    private async ValueTask SaveCarriedAsync(IStoreSession session, IReadOnlyList<BundleUnit> units, Content[] contents)
    {
        var carried = Enumerable.Range(0, units.Count).Where(i => units[i].Content is not null).ToList();
        var digests = carried.SelectMany(i => units[i].Files).Select(file => file.Sha256).ToHashSet();
        var artifacts = await session.Artifacts.FindAsync(domainId, digests).ConfigureAwait(false);
        var rows = carried.Select(i => units[i]).Select(unit => new NewContent(unit.Type, unit.Content!, unit.Key, [.. unit.Files.Select(file => FileOf(artifacts, file))])).ToList();
        var identities = await session.Contents.SaveAsync(domainId, rows).ConfigureAwait(false);
        for (var i = 0; i < carried.Count; i++)
            contents[carried[i]] = units[carried[i]].Content! with { Id = identities[i].Identity.Id, StoreKey = identities[i].Identity.StoreKey };
    }

    // What the bundle builds upon must be here with its files: a promise is no copy.
    private async ValueTask FindKeptAsync(IStoreSession session, ImportTarget target, IReadOnlyList<BundleUnit> units, Content[] contents)
    {
        foreach (var group in Enumerable.Range(0, units.Count).Where(i => units[i].Content is null).GroupBy(i => units[i].Type))
        {
            var indices = group.ToList();
            var identities = await session.Contents.FindAsync(group.Key, domainId, [.. indices.Select(i => units[i].Key)]).ConfigureAwait(false);
            var keys = identities.Select(identity => identity?.StoreKey ?? throw BaseMissing(target, group.Key)).ToList();
            var found = (await session.Contents.GetAsync(keys).ConfigureAwait(false)).ToDictionary(content => content.StoreKey);
            var files = await session.Contents.GetFilesAsync(keys).ConfigureAwait(false);
            for (var i = 0; i < indices.Count; i++)
                contents[indices[i]] = found.TryGetValue(keys[i], out var content) && files[keys[i]].All(file => file.Stored is not null) ? content : throw BaseMissing(target, group.Key);
        }
    }

    private void RequireHeld(ImportTarget target, ContentType type)
    {
        if (!services.Catalog.TypeOf(target.Repository).ContentTypes.Contains(type.Name, StringComparer.Ordinal))
            throw new TransferException(TransferFailureReason.Refused, $"The repository '{target.Repository.Name}' does not hold content of type '{type.Name}', which the bundle has for it.");
    }

    private static NewContentFile FileOf(IReadOnlyDictionary<string, StoredArtifact> artifacts, (string Path, Digest Sha256) file) =>
        artifacts.TryGetValue(file.Sha256.Hex, out var artifact)
            ? new NewContentFile(file.Path, artifact.StoreKey, [])
            : throw TransferException.Damaged($"the file {file.Sha256} is not in it");

    private static TransferException Wrong(BundleMember.Artifact artifact, Exception? cause = null) =>
        TransferException.Damaged($"the bytes of the file {artifact.Sha256} are not those that were exported", cause);

    private static TransferException BaseMissing(ImportTarget target, ContentType type) => new(
        TransferFailureReason.BaseMissing,
        $"The bundle builds upon version {target.Source.BaseVersion} of the repository '{target.Source.Name}', and not all of that is here: {type.Name} is missing, or its file. Import that version first, or export without start versions.");
}
