using Pulp.ContentTypes;
using Pulp.Domains;
using Pulp.Plugins.Container.Models;
using Pulp.Plugins.Container.Naming;
using Pulp.Plugins.Container.Pushing;
using Pulp.Plugins.Container.Registry;
using Pulp.Queries;
using Pulp.Repositories;
using Pulp.Resources;
using Pulp.Stores;
using Pulp.Tasking;

namespace Pulp.Plugins.Container.Actions;

/// <summary>
/// Finds what the actions of repositories name, and starts the changes they ask for.
/// </summary>
internal sealed class RepositoryImages(IPulpDatabase database, TaskDispatcher dispatcher, RegistryContent content, Removals removals, ContainerTypes types)
{
    /// <summary>Starts a change of the repository that an action was called on.</summary>
    public Task<PulpTask> ChangeAsync(ResourceActionContext context, RepositoryChange change, CancellationToken cancellationToken)
    {
        var request = context.RequestTask(ModifyRepositoryTask.Name, $"shared:{context.Type.PrnOf(context.Resource!.Id)}");
        return dispatcher.DispatchAsync<ModifyRepositoryTask, ModifyRepository>(request, new ModifyRepository(context.Resource.Id, change), cancellationToken);
    }

    /// <summary>Gets the tag that names a manifest of the latest version; it is in no version yet.</summary>
    /// <returns>The tag's identifier; null when the version does not hold the manifest.</returns>
    public Task<Guid?> MakeTagAsync(Guid repositoryId, TagName name, Reference.ByDigest digest, CancellationToken cancellationToken) => database.WriteAsync<Guid?>(
        async session => await session.Versions.FindAsync(repositoryId).ConfigureAwait(false) is { } version
            && await content.FindManifestAsync(session, version, digest).ConfigureAwait(false) is { } manifest
                ? (await session.Contents.SaveAsync(Domain.DefaultId, [types.Row(Tag.Of(name.Text, manifest))]).ConfigureAwait(false))[0].Identity.Id
                : null,
        cancellationToken);

    /// <summary>Gets a tag of the latest version.</summary>
    public Task<Tag?> FindTagAsync(Guid repositoryId, string name, CancellationToken cancellationToken) => database.ReadAsync(
        async session => await session.Versions.FindAsync(repositoryId).ConfigureAwait(false) is { } version
            ? await content.FindTagAsync(session, version, name).ConfigureAwait(false)
            : null,
        cancellationToken);

    /// <summary>Gets a manifest of the latest version and the tags that name it; empty when it is not there.</summary>
    public Task<IReadOnlyCollection<Guid>> FindImageAsync(Guid repositoryId, string digest, CancellationToken cancellationToken) =>
        database.ReadAsync(session => removals.ManifestAndTagsAsync(session, repositoryId, digest), cancellationToken);

    /// <summary>Gets the version a copy names, and its tags that are to be copied.</summary>
    public Task<(Guid Version, IReadOnlyCollection<Guid> Units)> FindAsync(TagCopy copy, CancellationToken cancellationToken) =>
        FindAsync(types.Tags, copy.SourceRepository, copy.SourceRepositoryVersion, [("name", copy.Names)], cancellationToken);

    /// <summary>Gets the version a copy names, and its manifests that are to be copied.</summary>
    public Task<(Guid Version, IReadOnlyCollection<Guid> Units)> FindAsync(ManifestCopy copy, CancellationToken cancellationToken) =>
        FindAsync(types.Manifests, copy.SourceRepository, copy.SourceRepositoryVersion, [("digest", copy.Digests), ("media_type", copy.MediaTypes)], cancellationToken);

    private Task<(Guid Version, IReadOnlyCollection<Guid> Units)> FindAsync(
        ContentType type, Guid? repositoryId, Guid? versionId, IReadOnlyList<(string Field, IReadOnlyList<string>? Values)> wanted, CancellationToken cancellationToken) =>
        database.ReadAsync<(Guid, IReadOnlyCollection<Guid>)>(
            async session =>
            {
                var version = await SourceAsync(session, repositoryId, versionId).ConfigureAwait(false);
                var named = wanted.Where(field => field.Values is not null).Select(field => (Condition)new Condition.Compare(field.Field, Comparison.In, field.Values!.ToList()));
                var query = new Query { Where = new Condition.All([Condition.Equal("repository_version", version.Id), .. named]), Limit = int.MaxValue, WithCount = false };
                return (version.Id, [.. (await session.Contents.QueryAsync(type, Domain.DefaultId, query).ConfigureAwait(false)).Items.Select(unit => unit.Id)]);
            },
            cancellationToken);

    private static async ValueTask<RepositoryVersion> SourceAsync(IStoreSession session, Guid? repositoryId, Guid? versionId)
    {
        if (repositoryId is null == versionId is null)
            throw Invalid(FieldErrors.General, "Exactly one of 'source_repository' and 'source_repository_version' must be given.");
        var field = versionId is null ? "source_repository" : "source_repository_version";
        var version = versionId is { } id ? await session.Versions.GetAsync(id).ConfigureAwait(false) : await session.Versions.FindAsync(repositoryId!.Value).ConfigureAwait(false);
        return version is not null && await session.Resources.GetAsync(version.RepositoryId).ConfigureAwait(false) is ContainerRepository or ContainerPushRepository
            ? version
            : throw Invalid(field, "It does not name a repository of container images.");
    }

    public static InvalidResourceException Invalid(string field, string message) => new(new Dictionary<string, IReadOnlyList<string>> { [field] = [message] });
}
