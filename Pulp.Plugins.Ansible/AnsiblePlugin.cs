using Pulp.ContentTypes;
using Pulp.Distributions;
using Pulp.Plugins.Ansible.Actions;
using Pulp.Plugins.Ansible.Details;
using Pulp.Plugins.Ansible.Galaxy;
using Pulp.Plugins.Ansible.Git;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Naming;
using Pulp.Plugins.Ansible.Promotion;
using Pulp.Plugins.Ansible.Protocol;
using Pulp.Plugins.Ansible.Requirements;
using Pulp.Plugins.Ansible.Sync;
using Pulp.Plugins.Ansible.Uploads;
using Pulp.Repositories;

[assembly: Pulp.Plugins.PulpEndpoints("Pulp.Plugins.Ansible.Protocol.GalaxyEndpoints")]

namespace Pulp.Plugins.Ansible;

/// <summary>
/// Teaches Pulp Ansible collections and roles: a Galaxy server for ansible-galaxy, a mirror of others, and a private hub.
/// </summary>
public sealed class AnsiblePlugin : PulpPlugin
{
    /// <inheritdoc/>
    public override string Label => "ansible";

    /// <inheritdoc/>
    public override void Configure(PluginBuilder plugin)
    {
        SyncSetup.AddServices(plugin.Services);
        GalaxySetup.AddServices(plugin.Services);
        GalaxySetup.AddTypes(plugin);
        UploadSetup.AddServices(plugin.Services);
        UploadSetup.AddTypes(plugin);
        AddTypes(plugin);
        ActionSetup.Add(plugin);
        RestPaths.Describe(plugin);
    }

    private static void AddTypes(PluginBuilder plugin) => plugin
        .AddContent<CollectionVersion>("collection_version", "collection_versions", type => type
            .NaturalKey(version => [version.Sha256])
            .RepositoryKey(version => [version.Namespace, version.Name, version.Version])
            .RepositoryKeyOfPath(path => CollectionFileName.TryParse(path, out var file) ? [file.Collection.Namespace, file.Collection.Name, file.Version.Text] : null)
            .GroupKey(version => $"{version.Namespace}.{version.Name}")
            .MemberOf(Collection.Of)
            .SortKey("version", version => SemanticVersion.SortKeyOf(version.Version) ?? [], SemanticVersion.SortKeyOf)
            .FilterBy("namespace", "name", "version", "sha256", "tags")
            .ShowDigests()
            .ShowId()
            .LargeFields<CollectionDetails>("contents", "files", "manifest", "docs_blob")
            .UploadWith<CollectionUploadReader, CollectionUploadOptions>()
            .AllowReclaim())
        .AddContent<CollectionVersionSignature>("collection_signature", "collection_signatures", type => type
            .ModelName("CollectionVersionSignature")
            .NaturalKey(signature => [signature.CollectionSha256, signature.Digest])
            .GroupKey(signature => signature.CollectionSha256)
            .References(signature => [CollectionVersion.ReferenceTo(signature.CollectionSha256) with { Direction = ReferenceDirection.BelongsTo }])
            .LinkTo<CollectionVersion>("signed_collection", signature => [signature.CollectionSha256], by: "collection_sha256", version => version.Sha256)
            .FilterBy("pubkey_fingerprint", "collection_sha256", "signing_service")
            .UploadWith<SignatureUploadReader, SignatureUploadOptions>())
        .AddContent<CollectionVersionMark>("collection_mark", "collection_marks", type => type
            .NaturalKey(mark => [mark.CollectionSha256, mark.Value])
            .GroupKey(mark => mark.CollectionSha256)
            .References(mark => [CollectionVersion.ReferenceTo(mark.CollectionSha256) with { Direction = ReferenceDirection.BelongsTo }])
            .LinkTo<CollectionVersion>("marked_collection", mark => [mark.CollectionSha256], by: "collection_sha256", version => version.Sha256)
            .FilterBy("value", "collection_sha256")
            .UploadWith<MarkUploadReader, MarkUploadOptions>()
            .MadeOfFields()
            .CreateAtOnce())
        .AddContent<AnsibleCollectionDeprecated>("collection_deprecation", "collection_deprecations", type => type
            .ModelName("AnsibleCollectionDeprecated")
            .NaturalKey(deprecation => [deprecation.Namespace, deprecation.Name])
            .GroupKey(deprecation => $"{deprecation.Namespace}.{deprecation.Name}")
            .FilterBy("namespace", "name")
            .UploadWith<DeprecationUploadReader>()
            .MadeOfFields())
        .AddContent<AnsibleNamespaceMetadata>("namespace", "namespaces", type => type
            .ModelName("AnsibleNamespaceMetadata")
            .NaturalKey(metadata => [metadata.Name, metadata.MetadataSha256])
            .RepositoryKey(metadata => [metadata.Name])
            .GroupKey(metadata => metadata.Name)
            .ServeFile("avatar")
            .FilterBy("name", "company", "metadata_sha256"))
        .AddContent<Role>("role", "roles", type => type
            .NaturalKey(role => [role.Namespace, role.Name, role.Version])
            .RepositoryKey(role => [role.Namespace, role.Name, role.Version])
            .GroupKey(role => $"{role.Namespace}.{role.Name}")
            .FilterBy("namespace", "name", "version")
            .UploadWith<RoleUploadReader>()
            .CreateAtOnce())
        .AddRemote<CollectionRemote>("collection", "collection", type => type.AllPolicies().ShowLastSync().IncludeBy(nameof(CollectionRemote.RequirementsFile), words => RequirementsFile.Write(words)))
        .AddRemote<RoleRemote>("role", "role", type => type.AllPolicies())
        .AddRemote<GitRemote>("git", "git", type => type.MakeFilesWith<GitArchives>())
        .AddRepository<AnsibleRepository>("ansible", "ansible", type => type
            .Holds<CollectionVersion>()
            .Holds<CollectionVersionSignature>()
            .Holds<CollectionVersionMark>()
            .Holds<AnsibleCollectionDeprecated>()
            .Holds<AnsibleNamespaceMetadata>()
            .Holds<Role>()
            .RemoveWith<EmptyCollectionRule>()
            .SyncWith<CollectionSync, CollectionRemote>()
            .SyncWith<RoleSync, RoleRemote>()
            .SyncWith<GitSync, GitRemote>()
            .SyncOptions<AnsibleSyncOptions>()
            .ShowLastSync())
        .AddDistribution<AnsibleDistribution>("ansible", "ansible", type => type
            .BaseUrl("{host}/pulp_ansible/galaxy/{base_path}/", "client_url")
            .UsedBy(client => new GalaxyConfiguration(client).ToString())
            .Without(nameof(Distribution.Publication), nameof(Distribution.Checkpoint)));
}
