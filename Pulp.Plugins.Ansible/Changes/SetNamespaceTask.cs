using Pulp.ContentTypes;
using Pulp.Plugins.Ansible.Galaxy;
using Pulp.Plugins.Ansible.Models;
using Pulp.Repositories;
using Pulp.Stores;
using Pulp.Tasking;

namespace Pulp.Plugins.Ansible.Changes;

/// <summary>
/// Says something of a namespace in a new version of a repository.
/// </summary>
internal sealed class SetNamespaceTask(RepositoryChanges changes, GalaxyTypes types, NamespaceReading namespaces) : ITaskHandler<SetNamespace>
{
    public const string TaskName = "ansible.set_namespace";

    public async Task<object?> RunAsync(TaskContext context, SetNamespace arguments, CancellationToken cancellationToken)
    {
        if (await changes.AddAsync(arguments.RepositoryId, session => SaveAsync(session, context.Task.DomainId, arguments), overwrite: true, cancellationToken).ConfigureAwait(false) is { } version)
            context.AddCreated(RepositoryVersion.PrnOf(version.Id));
        return null;
    }

    private async ValueTask<IReadOnlyList<Content>> SaveAsync(IStoreSession session, Guid domainId, SetNamespace arguments)
    {
        var latest = await session.Versions.FindAsync(arguments.RepositoryId).ConfigureAwait(false);
        var present = latest is null ? null : await namespaces.FindAsync(session, latest, arguments.Name).ConfigureAwait(false);
        var metadata = arguments.ApplyTo(present ?? new AnsibleNamespaceMetadata { Name = arguments.Name, MetadataSha256 = "" });
        IReadOnlyList<NewContentFile> files = [];
        if (arguments.Avatar is { } avatar)
        {
            var artifact = await session.Artifacts.GetAsync(avatar).ConfigureAwait(false) ?? throw new RepositoryChangeException("avatar", "The picture was removed before it was used; send it again.");
            metadata = metadata with { AvatarSha256 = artifact.Sha256 };
            files = [new NewContentFile(Avatar.PathOf(arguments.Name, arguments.AvatarEnding!), artifact.StoreKey, [])];
        }
        else if (present is not null)
        {
            files = [.. (await session.Contents.GetFilesAsync([present.StoreKey]).ConfigureAwait(false))[present.StoreKey].Select(file => new NewContentFile(file.RelativePath, file.Stored?.StoreKey, file.Sources))];
        }

        metadata = NamespaceMetadata.WithDigest(metadata);
        var saved = await session.Contents.SaveAsync(domainId, [types.Row(metadata, files)]).ConfigureAwait(false);
        return [metadata with { Id = saved[0].Identity.Id, StoreKey = saved[0].Identity.StoreKey }];
    }
}
