using Pulp.Plugins;
using Pulp.Publications;
using Pulp.Queries;
using Pulp.Resources;
using Pulp.Stores;

namespace Pulp.Distributions;

internal sealed class DistributionRule : IResourceRule
{
    private readonly PulpCatalog catalog;
    private readonly UnloadedPlugins unloaded;

    public DistributionRule(PulpCatalog catalog, UnloadedPlugins unloaded) => (this.catalog, this.unloaded) = (catalog, unloaded);

    public async ValueTask CheckAsync(IStoreSession session, Resource resource, Resource? previous, FieldErrors errors)
    {
        if (resource is not Distribution distribution)
            return;
        if (BasePath.Check(distribution.BasePath) is { } problem)
            errors.Add("base_path", problem);
        else if (distribution.BasePath != (previous as Distribution)?.BasePath)
            await CheckOverlapAsync(session, distribution, errors).ConfigureAwait(false);
        CheckServed(distribution, errors);
        await CheckTargetsAsync(session, distribution, errors).ConfigureAwait(false);
    }

    // Base paths of types that may nest live in their plugin's own URL space and only collide when they are equal.
    // Read from the database: the table in memory does not yet show what the same group of transactions made.
    private async ValueTask CheckOverlapAsync(IStoreSession session, Distribution distribution, FieldErrors errors)
    {
        var mayNest = catalog.TypeOf(distribution).BasePathsMayNest;
        var above = Above(distribution.BasePath).ToList();
        var query = new Query
        {
            Where = new Condition.Any([
                new Condition.Compare("base_path", Comparison.In, above),
                new Condition.Compare("base_path", Comparison.StartsWith, distribution.BasePath + "/")]),
            Limit = int.MaxValue,
            WithCount = false,
        };
        var near = await session.Resources.QueryAsync(ResourceKind.Distribution, null, distribution.DomainId, query).ConfigureAwait(false);
        foreach (var other in near.Items.OfType<Distribution>())
        {
            if (other.Id == distribution.Id)
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

        // Which of their types may nest, only the plugin knows.
        if (!mayNest && unloaded.FindOverlap(distribution.DomainId, distribution.BasePath) is { } label)
            errors.Add("base_path", $"Overlaps with a distribution of the plugin '{label}', which is not loaded.");
    }

    private static IEnumerable<string> Above(string basePath)
    {
        for (var end = basePath.Length; end > 0; end = basePath.LastIndexOf('/', end - 1))
            yield return basePath[..end];
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

        if (distribution.Publication is { } publicationId)
        {
            if (await session.Resources.GetAsync(publicationId).ConfigureAwait(false) is Publication { Complete: true })
                await CheckLabelAsync(session, publicationId, "publication").ConfigureAwait(false);
            else
                errors.Add("publication", "Object does not exist, or is not a complete publication.");
        }

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
