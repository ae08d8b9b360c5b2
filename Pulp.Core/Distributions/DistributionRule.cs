using Pulp.Plugins;
using Pulp.Publications;
using Pulp.Resources;
using Pulp.Stores;

namespace Pulp.Distributions;

internal sealed class DistributionRule : IResourceRule
{
    private readonly PulpCatalog catalog;
    private readonly DistributionTable table;

    public DistributionRule(PulpCatalog catalog, DistributionTable table)
    {
        this.catalog = catalog;
        this.table = table;
    }

    public async ValueTask CheckAsync(IStoreSession session, Resource resource, Resource? previous, FieldErrors errors)
    {
        if (resource is not Distribution distribution)
            return;
        if (BasePath.Check(distribution.BasePath) is { } problem)
            errors.Add("base_path", problem);
        else if (distribution.BasePath != (previous as Distribution)?.BasePath)
            CheckOverlap(distribution, errors);
        CheckServed(distribution, errors);
        await CheckTargetsAsync(session, distribution, errors).ConfigureAwait(false);
    }

    // Base paths of types that may nest live in their plugin's own URL space and only collide when they are equal.
    private void CheckOverlap(Distribution distribution, FieldErrors errors)
    {
        var mayNest = catalog.TypeOf(distribution).BasePathsMayNest;
        foreach (var other in table.All)
        {
            if (other.Id == distribution.Id || other.DomainId != distribution.DomainId)
                continue;
            var overlaps = mayNest || catalog.TypeOf(other).BasePathsMayNest
                ? string.Equals(other.BasePath, distribution.BasePath, StringComparison.Ordinal)
                : BasePath.Overlap(other.BasePath, distribution.BasePath);
            if (!overlaps)
                continue;
            errors.Add("base_path", string.Equals(other.BasePath, distribution.BasePath, StringComparison.Ordinal)
                ? "This field must be unique."
                : $"Overlaps with existing distribution '{other.Name}' at '{other.BasePath}'.");
            return;
        }
    }

    private static void CheckServed(Distribution distribution, FieldErrors errors)
    {
        var served = new[] { ("publication", distribution.Publication), ("repository", distribution.Repository), ("repository_version", distribution.RepositoryVersion) }
            .Where(source => source.Item2 is not null).Select(source => source.Item1).ToList();
        if (served.Count > 1)
            errors.Add(FieldErrors.General, $"Only one of the attributes '{string.Join("', '", served)}' may be used simultaneously.");
        if (distribution.Checkpoint && distribution.Repository is null)
            errors.Add(FieldErrors.General, "The 'checkpoint' attribute may only be used with the 'repository' attribute.");
    }

    private async ValueTask CheckTargetsAsync(IStoreSession session, Distribution distribution, FieldErrors errors)
    {
        var label = catalog.TypeOf(distribution).PluginLabel;
        if (distribution.Repository is { } repositoryId)
            await CheckLabelAsync(session, repositoryId, "repository").ConfigureAwait(false);
        if (distribution.Remote is { } remoteId)
            await CheckLabelAsync(session, remoteId, "remote").ConfigureAwait(false);
        if (distribution.RepositoryVersion is { } versionId)
        {
            if (await session.Versions.GetAsync(versionId).ConfigureAwait(false) is { } version)
                await CheckLabelAsync(session, version.RepositoryId, "repository_version").ConfigureAwait(false);
            else
                errors.Add("repository_version", "Object does not exist.");
        }

        if (distribution.Publication is { } publicationId
            && await session.Resources.GetAsync(publicationId).ConfigureAwait(false) is not Publication { Complete: true })
            errors.Add("publication", "Object does not exist, or is not a complete publication.");

        async ValueTask CheckLabelAsync(IStoreSession reading, Guid id, string field)
        {
            var target = await reading.Resources.GetAsync(id).ConfigureAwait(false);
            if (target is null)
                errors.Add(field, "Object does not exist.");
            else if (catalog.ResourceTypeOf(target).PluginLabel is { } other && other != label)
                errors.Add(field, $"A distribution of type '{label}' cannot serve an object of type '{other}'.");
        }
    }
}
