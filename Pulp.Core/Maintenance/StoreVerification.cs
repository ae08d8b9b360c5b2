using Pulp.Artifacts;
using Pulp.Digests;
using Pulp.Plugins;
using Pulp.Queries;
using Pulp.Repositories;
using Pulp.Resources;
using Pulp.Storage;
using Pulp.Stores;
using Pulp.Tasking;

namespace Pulp.Maintenance;

/// <summary>
/// Checks that what the database says is so: files, versions, and the database itself. Changes nothing.
/// </summary>
/// <remarks>Reads in small parts, so it can run beside everything else; what is deleted meanwhile is no finding.</remarks>
/// <param name="database">The rows.</param>
/// <param name="storage">The bytes.</param>
/// <param name="catalog">The types that are loaded.</param>
public sealed class StoreVerification(IPulpDatabase database, IArtifactStorage storage, PulpCatalog catalog)
{
    private const int BatchSize = 500;

    /// <summary>Checks everything.</summary>
    /// <param name="context">Takes the progress.</param>
    /// <param name="arguments">How thoroughly.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>What was found.</returns>
    /// <exception cref="StoreException">The database cannot be read.</exception>
    /// <exception cref="StorageException">The storage cannot be listed.</exception>
    public async Task<StoreReport> RunAsync(TaskContext context, StoreVerificationArguments arguments, CancellationToken cancellationToken = default)
    {
        var report = new StoreReport();
        await CheckDatabaseAsync(report, cancellationToken).ConfigureAwait(false);
        var artifacts = context.BeginProgress("Check artifacts", "verify.artifacts");
        var domains = await CheckArtifactsAsync(report, arguments, artifacts, cancellationToken).ConfigureAwait(false);
        artifacts.Complete();
        var versions = context.BeginProgress("Check repository versions", "verify.versions");
        foreach (var domain in arguments.DomainIds)
            await CheckRepositoriesAsync(report, domain, versions, cancellationToken).ConfigureAwait(false);
        versions.Complete();
        foreach (var domain in domains)
            await CountStrayFilesAsync(report, domain, cancellationToken).ConfigureAwait(false);
        return report;
    }

    private async Task CheckDatabaseAsync(StoreReport report, CancellationToken cancellationToken)
    {
        if (database is IDatabaseIntegrity integrity)
        {
            foreach (var damage in await integrity.FindDamageAsync(cancellationToken).ConfigureAwait(false))
                report.Add(StoreFindingKind.DatabaseDamage, "database", damage);
        }

        var drafts = await database.ReadAsync(session => session.Versions.AbandonedDraftsAsync(), cancellationToken).ConfigureAwait(false);
        foreach (var draft in drafts)
            report.Add(StoreFindingKind.AbandonedDraft, $"repository {draft.RepositoryId}", $"A version begun on number {draft.Start.Number} was not completed; a sync may be making it right now.");
    }

    private async Task<HashSet<Guid>> CheckArtifactsAsync(StoreReport report, StoreVerificationArguments arguments, ProgressPart progress, CancellationToken cancellationToken)
    {
        var domains = new HashSet<Guid>(arguments.DomainIds);
        var after = 0L;
        while (true)
        {
            var from = after;
            var rows = await database.ReadAsync(session => session.Artifacts.ScanAsync(from, BatchSize), cancellationToken).ConfigureAwait(false);
            if (rows.Count == 0)
                return domains;
            foreach (var artifact in rows)
            {
                cancellationToken.ThrowIfCancellationRequested();
                domains.Add(artifact.DomainId);
                await CheckAsync(report, artifact, arguments.VerifyChecksums, cancellationToken).ConfigureAwait(false);
                progress.Increment();
            }

            after = rows[^1].StoreKey;
        }
    }

    private async Task CheckAsync(StoreReport report, StoredArtifact artifact, bool verifyChecksums, CancellationToken cancellationToken)
    {
        report.Artifacts++;
        var condition = await ArtifactCheck.InspectAsync(storage, artifact, verifyChecksums, cancellationToken).ConfigureAwait(false);
        if (condition == ArtifactCondition.Sound || await IsGoneAsync(artifact, cancellationToken).ConfigureAwait(false))
            return;
        report.Add(artifact, condition);
    }

    private async Task<bool> IsGoneAsync(StoredArtifact artifact, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => session.Artifacts.GetAsync(artifact.Id), cancellationToken).ConfigureAwait(false) is null;

    private async Task CheckRepositoriesAsync(StoreReport report, Guid domainId, ProgressPart progress, CancellationToken cancellationToken)
    {
        var seen = 0;
        while (true)
        {
            var query = new Query { OrderBy = [new Ordering("pulp_id")], Offset = seen, WithCount = false };
            var page = await database.ReadAsync(session => session.Resources.QueryAsync(ResourceKind.Repository, null, domainId, query), cancellationToken).ConfigureAwait(false);
            foreach (var repository in page.Items.OfType<Repository>())
                await CheckAsync(report, repository, progress, cancellationToken).ConfigureAwait(false);
            if (page.Items.Count < query.Limit)
                return;
            seen += page.Items.Count;
        }
    }

    private async Task CheckAsync(StoreReport report, Repository repository, ProgressPart progress, CancellationToken cancellationToken)
    {
        var subject = $"repository {repository.Name}";
        RepositoryVersion? previous = null;
        while (true)
        {
            var page = await NextVersionsAsync(repository, previous, cancellationToken).ConfigureAwait(false);
            foreach (var version in page)
            {
                if (previous is not null && version.Ordinal <= previous.Ordinal)
                    report.Add(StoreFindingKind.VersionOrder, subject, $"Version {version.Number} lies at {version.Ordinal}, version {previous.Number} at {previous.Ordinal}.");
                await CheckAsync(report, subject, version, cancellationToken).ConfigureAwait(false);
                progress.Increment();
                previous = version;
            }

            if (page.Count == 0)
                break;
        }

        var latest = await database.ReadAsync(session => session.Versions.FindAsync(repository.Id), cancellationToken).ConfigureAwait(false);
        if (latest is null || latest.Number < previous?.Number)
            report.Add(StoreFindingKind.LatestVersion, subject, $"The latest version is {latest?.Number.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "none"}, the highest is {previous?.Number}.");
    }

    private async Task<IReadOnlyList<RepositoryVersion>> NextVersionsAsync(Repository repository, RepositoryVersion? previous, CancellationToken cancellationToken)
    {
        var query = new Query
        {
            Where = new Condition.Compare("number", Comparison.Greater, previous?.Number ?? -1),
            OrderBy = [new Ordering("number")],
            WithCount = false,
        };
        var page = await database.ReadAsync(session => session.Versions.QueryAsync(repository.Id, repository.DomainId, query), cancellationToken).ConfigureAwait(false);
        return page.Items;
    }

    private async Task CheckAsync(StoreReport report, string subject, RepositoryVersion version, CancellationToken cancellationToken)
    {
        report.Versions++;
        if (version.Summary.Present.Keys.FirstOrDefault(type => !catalog.TryGetContentType(type, out _)) is { } unknown)
        {
            report.Add(StoreFindingKind.VersionUnchecked, subject, $"Version {version.Number} holds units of the type '{unknown}', which no loaded plugin declares.");
            return;
        }

        var (hash, present) = await SumAsync(version, cancellationToken).ConfigureAwait(false);
        if (hash == version.SetHash && AreEqual(present, version.Summary.Present))
            return;
        var now = await database.ReadAsync(session => session.Versions.GetAsync(version.Id), cancellationToken).ConfigureAwait(false);
        if (now is null || now.SetHash != version.SetHash)
            return;
        if (hash != version.SetHash)
            report.Add(StoreFindingKind.VersionContent, subject, $"Version {version.Number} does not hold the units it was completed with.");
        else
            report.Add(StoreFindingKind.VersionSummary, subject, $"Version {version.Number} holds {Show(present)}, but states {Show(version.Summary.Present)}.");
    }

    private async Task<(SetHash Hash, Dictionary<string, long> Present)> SumAsync(RepositoryVersion version, CancellationToken cancellationToken)
    {
        var hash = default(SetHash);
        var present = new Dictionary<string, long>(StringComparer.Ordinal);
        long? cursor = 0;
        while (cursor is { } from)
        {
            cancellationToken.ThrowIfCancellationRequested();
            (var units, cursor) = await database.ReadAsync(session => session.Memberships.ScanAsync(version, null, from, BatchSize), cancellationToken).ConfigureAwait(false);
            foreach (var unit in units)
            {
                hash = hash.Add(unit.ContentId);
                present[unit.Type.Name] = present.GetValueOrDefault(unit.Type.Name) + 1;
            }
        }

        return (hash, present);
    }

    private async Task CountStrayFilesAsync(StoreReport report, Guid domainId, CancellationToken cancellationToken)
    {
        var batch = new List<StoredFile>(BatchSize);
        await foreach (var file in storage.EnumerateAsync(StorageDomain.Of(domainId), cancellationToken).ConfigureAwait(false))
        {
            batch.Add(file);
            if (batch.Count == BatchSize)
                await CountAsync().ConfigureAwait(false);
        }

        await CountAsync().ConfigureAwait(false);

        async Task CountAsync()
        {
            List<Digest> digests = [.. batch.Select(file => file.Sha256)];
            var recorded = await database.ReadAsync(session => session.Artifacts.FindAsync(domainId, digests), cancellationToken).ConfigureAwait(false);
            foreach (var file in batch.Where(file => !recorded.ContainsKey(file.Sha256.Hex)))
            {
                report.StrayFiles++;
                report.StrayBytes += file.Size;
            }

            batch.Clear();
        }
    }

    private static bool AreEqual(Dictionary<string, long> left, IReadOnlyDictionary<string, long> right) =>
        left.Count == right.Count && left.All(pair => right.TryGetValue(pair.Key, out var count) && count == pair.Value);

    private static string Show(IReadOnlyDictionary<string, long> counts) =>
        counts.Count == 0 ? "nothing" : string.Join(", ", counts.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Value} {pair.Key}"));
}
