using Pulp.Artifacts;
using Pulp.ContentTypes;
using Pulp.Plugins.Ansible.Galaxy;
using Pulp.Plugins.Ansible.Git;
using Pulp.Plugins.Ansible.Models;
using Pulp.Repositories;
using Pulp.Stores;
using Pulp.Sync;
using Pulp.Tasking;

namespace Pulp.Plugins.Ansible.Roles;

/// <summary>
/// Imports a role from a git repository: at one reference, or at each of its tags that the repository does not hold yet.
/// </summary>
internal sealed class ImportRoleTask(IPulpDatabase database, RepositoryChanges changes, ArtifactIngest ingest, GitSources sources, GitCheckouts checkouts, GalaxyTypes types) : ITaskHandler<ImportRole>
{
    public const string TaskName = "ansible.import_role";
    private const int MaximumTags = 200;

    public async Task<object?> RunAsync(TaskContext context, ImportRole arguments, CancellationToken cancellationToken)
    {
        var work = context.CreateWorkingDirectory();
        var remote = new GitRemote { Name = "import", Url = arguments.Url, GitRef = arguments.Reference ?? "" };
        var tags = arguments.Reference is null ? await TagsAsync(remote, Path.Join(work, "tags"), cancellationToken).ConfigureAwait(false) : [];
        var references = tags.Count > 0 ? await WithoutHeldAsync(arguments, tags, cancellationToken).ConfigureAwait(false) : [arguments.Reference ?? ""];
        var leftOut = new Dictionary<string, string>(StringComparer.Ordinal);
        var progress = context.BeginProgress("Importing Role Versions", "import.role", references.Count);
        for (var index = 0; index < references.Count; index++)
        {
            var folder = Directory.CreateDirectory(Path.Join(work, $"{index}")).FullName;
            var at = remote with { GitRef = references[index] };
            var checkout = await sources.FetchAsync(at, folder, cancellationToken).ConfigureAwait(false);
            try
            {
                await ImportAsync(context, arguments, at, checkout, folder, cancellationToken).ConfigureAwait(false);
            }
            catch (SyncException unusable) when (leftOut.Count + 1 < tags.Count)
            {
                // An old tag, from before there was a role, keeps no other from being imported.
                leftOut[references[index]] = unusable.Message;
            }

            Directory.Delete(folder, recursive: true);
            progress.Increment();
        }

        progress.Complete();
        return leftOut.Count == 0 ? null : new ImportRoleResult(leftOut);
    }

    // None means what the default branch holds.
    private async Task<IReadOnlyList<string>> TagsAsync(GitRemote remote, string folder, CancellationToken cancellationToken)
    {
        var tags = await checkouts.TagsAsync(remote, Directory.CreateDirectory(folder).FullName, cancellationToken).ConfigureAwait(false);
        return tags.Count <= MaximumTags ? tags : throw new SyncException($"The git repository has {tags.Count} tags; at most {MaximumTags} are imported at once. Name one as the reference.");
    }

    private async Task<IReadOnlyList<string>> WithoutHeldAsync(ImportRole arguments, IReadOnlyList<string> tags, CancellationToken cancellationToken)
    {
        var held = arguments.Name is null ? [] : (await HeldAsync(arguments.RepositoryId, $"{arguments.User}.{arguments.Name}", cancellationToken).ConfigureAwait(false)).ToHashSet(StringComparer.Ordinal);
        return [.. tags.Where(tag => !held.Contains(tag))];
    }

    private Task<IEnumerable<string>> HeldAsync(Guid repositoryId, string group, CancellationToken cancellationToken) => database.ReadAsync(
        async session => await session.Versions.FindAsync(repositoryId).ConfigureAwait(false) is { } latest
            ? (await session.Memberships.GroupAsync(latest, types.Roles, group).ConfigureAwait(false)).Cast<Role>().Select(role => role.Version)
            : [],
        cancellationToken);

    private async Task ImportAsync(TaskContext context, ImportRole arguments, GitRemote remote, GitCheckout checkout, string folder, CancellationToken cancellationToken)
    {
        var built = await sources.BuildAsync(remote, checkout, folder, role => role with { Namespace = arguments.User, Name = arguments.Name ?? role.Name }, cancellationToken).ConfigureAwait(false);
        if (built.Unit is not Role)
            throw new SyncException("The git repository holds a collection, not a role: publish it with 'ansible-galaxy collection publish', or make a git remote.");
        var archive = File.OpenRead(built.Archive);
        await using var closing = archive.ConfigureAwait(false);
        var stored = await ingest.StoreAsync(archive, context.Task.DomainId, expected: null, cancellationToken).ConfigureAwait(false);
        if (await changes.AddAsync(arguments.RepositoryId, session => SaveAsync(session, context.Task.DomainId, built, stored), overwrite: true, cancellationToken).ConfigureAwait(false) is { } version)
            context.AddCreated(RepositoryVersion.PrnOf(version.Id));
    }

    private async ValueTask<IReadOnlyList<Content>> SaveAsync(IStoreSession session, Guid domainId, BuiltSources built, StoredArtifact stored)
    {
        var saved = await session.Contents.SaveAsync(domainId, [types.Row(built.Unit, new NewContentFile(built.Path, stored.StoreKey, []))]).ConfigureAwait(false);
        return [built.Unit with { Id = saved[0].Identity.Id, StoreKey = saved[0].Identity.StoreKey }];
    }
}
