using Microsoft.Extensions.DependencyInjection;
using Pulp.ContentTypes;
using Pulp.Distributions;
using Pulp.Plugins.Container.Actions;
using Pulp.Plugins.Container.Models;
using Pulp.Plugins.Container.Naming;
using Pulp.Plugins.Container.Protocol;
using Pulp.Plugins.Container.PullThrough;
using Pulp.Plugins.Container.Pushing;
using Pulp.Plugins.Container.Registry;
using Pulp.Plugins.Container.Signatures;
using Pulp.Plugins.Container.Sync;
using Pulp.Plugins.Container.Tokens;
using Pulp.Repositories;
using Pulp.Resources;
using Pulp.Schedules;
using Pulp.Tasking;

[assembly: Pulp.Plugins.PulpEndpoints("Pulp.Plugins.Container.Protocol.ContainerEndpoints")]

namespace Pulp.Plugins.Container;

/// <summary>
/// Teaches Pulp container images and other OCI artifacts: a registry that podman, docker, skopeo, buildah and containerd pull from and push to.
/// </summary>
public sealed class ContainerPlugin : PulpPlugin
{
    /// <inheritdoc/>
    public override string Label => "container";

    /// <inheritdoc/>
    public override void Configure(PluginBuilder plugin)
    {
        AddServices(plugin.Services);
        AddTypes(plugin);
        PullThroughCaching.AddTo(plugin);
    }

    private static void AddServices(IServiceCollection services)
    {
        services.AddSingleton<IResourceRule, DistributionNameRule>();
        services.AddSingleton<IResourceRule, NamespaceNameRule>();
        services.AddSingleton<IResourceRule, ContainerRemoteRule>();
        services.AddSingleton<ContainerTypes>();
        services.AddSingleton<ResourceNames>();
        services.AddSingleton<PendingContent>();
        services.AddSingleton<RegistryContent>();
        services.AddSingleton<UploadRecords>();
        services.AddSingleton<UploadSessions>();
        services.AddSingleton<IStartupStep>(provider => provider.GetRequiredService<UploadSessions>());
        services.AddSingleton<BlobPushes>();
        services.AddSingleton<PushRepositories>();
        services.AddSingleton<PushTargets>();
        services.AddSingleton<ManifestPushes>();
        services.AddSingleton<Removals>();
        services.AddSingleton<StalePushes>();
        services.AddSingleton<IScheduleSource>(provider => provider.GetRequiredService<StalePushes>());
        services.AddSingleton<TokenKey>();
        services.AddSingleton<IStartupStep>(provider => provider.GetRequiredService<TokenKey>());
        services.AddSingleton<JsonWebToken>();
        services.AddSingleton<RegistryTokens>();
        services.AddSingleton<ManifestSignatures>();
        services.AddSingleton<IResourceRule, SigningServiceRule>();
        services.AddPulpTask<SignImagesTask, SignImages>(SignImagesTask.Name);
        services.AddPulpTask<MigratePushRepositoryTask, MigratePushRepository>(MigratePushRepositoryTask.Name);
        services.AddSingleton<RegistryServices>();
        services.AddSingleton<RepositoryImages>();
    }

    private static void AddTypes(PluginBuilder plugin) => plugin
        .AddOptions<ContainerOptions>()
        .AddContent<Blob>("blob", "blobs", type => type
            .NaturalKey(blob => [blob.Digest])
            .RepositoryKeyOfPath(path => OciDigest.TryParse(path, out _) ? [path] : null)
            .FilterBy("digest")
            .AllowReclaim())
        .AddContent<Manifest>("manifest", "manifests", type => type
            .NaturalKey(manifest => [manifest.Digest])
            .GroupKey(manifest => manifest.Subject)
            .References(manifest => manifest.References())
            .LinkToMany<Manifest>("listed_manifests", manifest => manifest.Listed.Select(listed => new[] { listed.Digest }))
            .LinkTo<Blob>("config_blob", manifest => manifest.Config is { } config ? [config.Digest] : null)
            .LinkToMany<Blob>("blobs", manifest => manifest.Layers.Select(layer => new[] { layer.Digest }))
            .FilterBy("digest", "media_type", "is_bootable", "is_flatpak", "type", "architecture", "os"))
        .AddContent<Tag>("tag", "tags", type => type
            .NaturalKey(tag => [tag.Name, tag.Digest])
            .RepositoryKey(tag => [tag.Name])
            .GroupKey(tag => tag.Name)
            .References(tag => tag.References())
            .LinkTo<Manifest>("tagged_manifest", tag => [tag.Digest], by: "digest", manifest => manifest.Digest)
            .FilterBy("name", "digest", "media_type")
            .FilterByAny("digest"))
        .AddContent<ManifestSignature>("signature", "signatures", type => type
            .NaturalKey(signature => [signature.Manifest, signature.Digest])
            .GroupKey(signature => signature.Manifest)
            .References(signature => [Manifest.ReferenceTo(signature.Manifest) with { Direction = ReferenceDirection.BelongsTo }])
            .LinkTo<Manifest>("signed_manifest", signature => [signature.Manifest], by: "manifest_digest", manifest => manifest.Digest, filter: "manifest")
            .FilterBy("name", "digest", "key_id", "manifest_digest"))
        .AddRemote<ContainerRemote>("container", "container", type => type.AllPolicies())
        .AddRepository<ContainerRepository>("container", "container", type => Hold(type)
            .SyncWith<ContainerSync, ContainerRemote>()
            .SyncOptions<ContainerSyncOptions>()
            .Without(nameof(Repository.RetainCheckpoints)))
        .AddRepository<ContainerPushRepository>("container-push", "container-push", type => Hold(type)
            .Without(nameof(Repository.RetainCheckpoints), nameof(Repository.Remote), nameof(Repository.SyncSchedule)))
        .AddAction<ContainerRepository, AddContentAction>("add", needs: "modify")
        .AddAction<ContainerRepository, RemoveContentAction>("remove", needs: "modify")
        .AddAction<ContainerRepository, TagImageAction>("tag", needs: "modify")
        .AddAction<ContainerRepository, UnTagImageAction>("untag", needs: "modify")
        .AddAction<ContainerRepository, CopyTagsAction>("copy_tags", needs: "modify")
        .AddAction<ContainerRepository, CopyManifestsAction>("copy_manifests", needs: "modify")
        .AddAction<ContainerPushRepository, TagImageAction>("tag", needs: "modify")
        .AddAction<ContainerPushRepository, UnTagImageAction>("untag", needs: "modify")
        .AddAction<ContainerPushRepository, RemoveImageAction>("remove_image", needs: "modify")
        .AddAction<ContainerPushRepository, RemoveSignaturesAction>("remove_signatures", needs: "modify")
        .AddAction<ContainerPushRepository, SignAction>("sign", needs: "sign")
        .AddAction<ContainerPushRepository, MigrateAction>("migrate", needs: "change")
        .AddAction<ContainerRepository, SignAction>("sign", needs: "sign")
        .AddSigningKind<ManifestSigning>()
        .AddDistribution<ContainerDistribution>("container", "container", type => type
            .BasePathsMayNest()
            .TakesAlong<ContainerPushRepository>()
            .TakesAlong<ContainerRepository>(repository => repository.MadeByPush)
            .FileHeadersFrom<BlobHeaders>()
            .PullThroughWith<ContainerPullThrough>()
            .BaseUrl("{host}/{base_path}", "registry_path")
            .UsedBy(client => $"podman pull {new Uri(client.Origin).Authority}/{client.BasePath}:TAG")
            .Without(nameof(Distribution.Publication), nameof(Distribution.Checkpoint)))
        .AddResource<ContainerNamespace>("namespace", "namespaces", ResourceOperations.Create | ResourceOperations.Delete | ResourceOperations.Share)
        .GovernedBy<ContainerDistribution, ContainerNamespace>(nameof(ContainerDistribution.Namespace), distribution => ContainerNamespace.NameOf(distribution.BasePath), ContainerNamespace.Of)
        .GovernedBy<ContainerPullThroughDistribution, ContainerNamespace>(
            nameof(ContainerPullThroughDistribution.Namespace), distribution => ContainerNamespace.NameOf(distribution.BasePath), ContainerNamespace.Of)
        .GovernedBy<ContainerRepository, ContainerNamespace>(
            nameof(ContainerRepository.Namespace), repository => repository.MadeByPush ? ContainerNamespace.NameOf(repository.Name) : null, ContainerNamespace.Of)
        .GovernedBy<ContainerPushRepository, ContainerNamespace>(nameof(ContainerPushRepository.Namespace), repository => ContainerNamespace.NameOf(repository.Name), ContainerNamespace.Of)
        .AddPermission<ContainerDistribution>("pull", "Can pull from a private distribution.")
        .AddPermission<ContainerDistribution>("push", "Can push to the repository of a distribution.")
        .AddRole("container.containerdistribution_collaborator", "container.view_containerdistribution", "container.pull_containerdistribution", "container.push_containerdistribution")
        .AddRole("container.containerdistribution_consumer", "container.view_containerdistribution", "container.pull_containerdistribution")
        .AddRole("container.containernamespace_collaborator", NamespaceRoles.Collaborator)
        .AddRole("container.containernamespace_consumer", NamespaceRoles.Consumer);

    private static RepositoryTypeBuilder Hold(RepositoryTypeBuilder type) => type.Holds<Blob>().Holds<Manifest>().Holds<Tag>().Holds<ManifestSignature>();
}
