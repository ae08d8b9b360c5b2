using Pulp.Distributions;
using Pulp.Publications;

namespace Pulp.Plugins.File;

/// <summary>
/// Teaches Pulp plain files: mirrors a folder that has a PULP_MANIFEST, takes uploads, publishes manifests and serves what is published.
/// </summary>
public sealed class FilePlugin : PulpPlugin
{
    /// <inheritdoc/>
    public override string Label => "file";

    /// <inheritdoc/>
    public override void Configure(PluginBuilder plugin) => plugin
        .AddContent<FileContent>("file", "files", type => type
            .NaturalKey(file => [file.RelativePath, file.Sha256])
            .RepositoryKey(file => [file.RelativePath])
            .RepositoryKeyOfPath(path => [path])
            .FilterBy("relative_path", "sha256")
            .FilterAlias("digest", "sha256")
            .ShowDigests()
            .AllowReclaim()
            .RequirePath()
            .UploadWith<FileUploadReader>())
        .AddRemote<FileRemote>("file", "file", type => type.AllPolicies())
        .AddRepository<FileRepository>("file", "file", type => type
            .Holds<FileContent>()
            .SyncWith<FileSync, FileRemote>()
            .SyncOptions<FileSyncOptions>()
            .Autopublish<FileRepository>(nameof(FileRepository.Autopublish), repository => new FilePublication { Manifest = repository.Manifest }))
        .AddPublication<FilePublication, FileRepository>("file", "file", type => type
            .PublishWith<FilePublisher>()
            .Without(nameof(Publication.PassThrough)))
        .AddDistribution<FileDistribution>("file", "file", type => type
            .ServesPublications()
            .Without(nameof(Distribution.Remote))
            .UsedBy(client => $"curl -O {client.Origin}/pulp/content/{client.BasePath}/{FileRepository.DefaultManifest}"));
}
