using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Requirements;
using Pulp.Repositories;
using Pulp.Stores;
using Pulp.Sync;

namespace Pulp.Plugins.Ansible.Sync;

/// <summary>
/// Reads a Galaxy server: all of it, or what the remote's requirements file asks for.
/// </summary>
internal sealed class CollectionSync : ISyncSource, ISyncCompletion
{
    private readonly CollectionSyncServices services;
    private DateTimeOffset? published;
    private BrokenCollections? broken;

    public CollectionSync(CollectionSyncServices services) => this.services = services;

    public async IAsyncEnumerable<SyncItem> ReadAsync(SyncContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var remote = (CollectionRemote)context.Remote;
        var chosen = (context.Options as AnsibleSyncOptions)?.Collections ?? [];
        var requirements = RequirementsOf(remote, chosen);
        var galaxy = await GalaxyUpstream.FindAsync(context.Upstream, new Uri(remote.Url), cancellationToken).ConfigureAwait(false);
        var intake = await Intake.OpenAsync(context, services, cancellationToken).ConfigureAwait(false);
        // What upstream calls published is its collections alone.
        if (chosen.Count == 0 && requirements?.Collections.Any(requirement => requirement.Source is not null) != true && requirements?.Roles.Count is null or 0)
            published = await PublishedAsync(galaxy, cancellationToken).ConfigureAwait(false);
        var memory = published is { } time ? MemoryOf(time, (AnsibleRepository)context.Repository) : null;
        if (intake.Optimizes && memory is not null && await context.RememberedAsync(cancellationToken).ConfigureAwait(false) is { } last && last.SequenceEqual(memory))
        {
            context.Skip("upstream did not change since the last sync");
            yield return new UnchangedUpstream();
            yield break;
        }

        await foreach (var item in ReadAsync(context, galaxy, intake, requirements?.Collections, cancellationToken).ConfigureAwait(false))
            yield return item;
        await foreach (var item in new RequiredRoles(context, services, intake).ReadAsync(requirements?.Roles ?? [], cancellationToken).ConfigureAwait(false))
            yield return item;
        await foreach (var item in intake.Followers.DrainAsync(all: true, cancellationToken).ConfigureAwait(false))
            yield return item;
        await foreach (var item in intake.Namespaces.ReadAsync(intake.Reader.Concurrency, cancellationToken).ConfigureAwait(false))
            yield return item;
        broken = intake.Broken;
        // What could not be had today is asked for tomorrow, with upstream unchanged.
        if (memory is not null && !broken.Any)
            yield return new CompletedUpstream(memory);
    }

    public async ValueTask CompleteAsync(IStoreSession session, SyncContext context, RepositoryVersion version)
    {
        if (published is { } time && broken?.Any != true && await session.Resources.GetAsync(context.Repository.Id).ConfigureAwait(false) is AnsibleRepository repository
            && repository.Remote == context.Remote.Id && repository.LastSyncedMetadataTime != time)
            await session.Resources.UpdateAsync(repository with { LastSyncedMetadataTime = time }).ConfigureAwait(false);
    }

    // The repository's keys choose signatures.
    private static byte[] MemoryOf(DateTimeOffset published, AnsibleRepository repository) => SHA256.HashData(Encoding.UTF8.GetBytes($"{published:O}\n{repository.Gpgkey}"));

    private static RequirementsFile? RequirementsOf(CollectionRemote remote, IReadOnlyList<string> chosen)
    {
        if ((chosen.Count > 0 ? RequirementsFile.Write(chosen) : remote.RequirementsFile) is not { } text)
            return null;
        try
        {
            return RequirementsFile.Parse(text);
        }
        catch (RequirementsException malformed)
        {
            throw new SyncException($"What is asked for cannot be understood: {malformed.Message}", malformed);
        }
    }

    private static async Task<DateTimeOffset?> PublishedAsync(GalaxyUpstream galaxy, CancellationToken cancellationToken)
    {
        try
        {
            return galaxy.IsV3 && await galaxy.FindAsync(galaxy.Api, cancellationToken).ConfigureAwait(false) is { } answer ? answer.TimeOf("published") : null;
        }
        catch (BrokenCollectionException)
        {
            return null;
        }
    }

    private async IAsyncEnumerable<SyncItem> ReadAsync(
        SyncContext context, GalaxyUpstream galaxy, Intake intake, IReadOnlyList<CollectionRequirement>? requirements, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var progress = context.BeginProgress("Parsing Collection Metadata", "sync.parsing.metadata");
        using var sources = new GalaxySources(context, services.Database, galaxy);
        var items = requirements is not null
            ? new RequirementClosure(context, sources, intake).ReadAsync(requirements, progress, cancellationToken)
            : (galaxy.IsV3 ? await new WholeServer(context, galaxy, intake).OpenAsync(progress, cancellationToken).ConfigureAwait(false) : null)
                ?? new PagedServer(context, galaxy, intake).ReadAsync(progress, cancellationToken);
        await foreach (var item in items.ConfigureAwait(false))
            yield return item;
        progress.Complete();
    }
}
