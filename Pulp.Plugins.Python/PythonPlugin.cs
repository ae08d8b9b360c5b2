using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Pulp.Distributions;
using Pulp.Plugins.Python.Attestations;
using Pulp.Plugins.Python.Bandersnatch;
using Pulp.Plugins.Python.Metadata;
using Pulp.Plugins.Python.Models;
using Pulp.Plugins.Python.Projects;
using Pulp.Plugins.Python.Protocol;
using Pulp.Plugins.Python.Repair;
using Pulp.Plugins.Python.Sync;
using Pulp.Plugins.Python.Uploads;
using Pulp.Publications;
using Pulp.Resources;
using Pulp.Tasking;

[assembly: Pulp.Plugins.PulpEndpoints("Pulp.Plugins.Python.Protocol.PythonEndpoints")]

namespace Pulp.Plugins.Python;

/// <summary>
/// Teaches Pulp Python packages: mirrors PyPI and other indexes, publishes private packages, serves pip, uv and twine.
/// </summary>
public sealed class PythonPlugin : PulpPlugin
{
    private const string UploadPermission = "python.upload_python_packages";

    /// <inheritdoc/>
    public override string Label => "python";

    /// <inheritdoc/>
    public override void Configure(PluginBuilder plugin)
    {
        AddServices(plugin.Services);
        AddTypes(plugin);
    }

    private static void AddServices(IServiceCollection services)
    {
        services.AddSingleton<IResourceRule, RequirementsRule>();
        services.AddSingleton<IValidateOptions<PythonOptions>, PythonOptionsValidator>();
        services.AddSingleton<AttestationVerifier>();
        services.AddSingleton<Blocklists>();
        services.AddSingleton<IResourceRule, BlocklistRule>();
        services.AddSingleton<PackageUploads>();
        services.AddSingleton<StoredMetadata>();
        services.AddSingleton<UpstreamMetadata>();
        services.AddSingleton<ProjectStatuses>();
        services.AddPulpTask<ChangeYanksTask, ChangeYanks>(ChangeYanksTask.TaskName);
        services.AddPulpTask<SetProjectStatusTask, SetProjectStatus>(SetProjectStatusTask.TaskName);
        services.AddPulpTask<RepairMetadataTask, RepairMetadata>(RepairMetadataTask.TaskName);
        services.AddSingleton<Yanks>();
        services.AddSingleton<ProjectPages>();
        services.AddSingleton<UpstreamPageReader>();
        services.AddSingleton<UpstreamPages>();
        services.AddSingleton<ProjectReading>();
    }

    private static void AddTypes(PluginBuilder plugin) => plugin
        .AddOptions<PythonOptions>()
        .AddContent<PythonPackage>("python", "packages", type => type
            .ModelName("PythonPackageContent")
            .NaturalKey(package => [package.Sha256])
            .RepositoryKey(package => [package.Filename])
            .RepositoryKeyOfPath(path => path.Contains('/') ? null : [path.EndsWith(".metadata", StringComparison.Ordinal) ? path[..^".metadata".Length] : path])
            .GroupKey(package => package.NormalizedName())
            .SortKey("version", package => PythonVersion.SortKeyOf(package.Version), PythonVersion.SortKeyOf)
            .SortKey("name", package => Encoding.UTF8.GetBytes(package.NormalizedName()), text => Encoding.UTF8.GetBytes(ProjectName.Normalize(text)), isEquality: true)
            .FilterBy("name", "version", "filename", "author", "packagetype", "requires_python", "keywords", "sha256")
            .AllowReclaim()
            .UploadWith<PythonUploadReader, PackageUploadOptions>()
            .UploadPermission(UploadPermission))
        .AddContent<PythonYank>("yank", "yanks", type => type
            .NaturalKey(yank => [yank.Filename, yank.Name, yank.Reason, $"{yank.IsFromUpstream}", $"{yank.IsWithdrawn}"])
            .RepositoryKey(yank => [yank.Filename])
            .GroupKey(yank => yank.Name)
            .FilterBy("name", "filename"))
        .AddContent<PythonProject>("project", "projects", type => type
            .NaturalKey(project => [project.Name, project.Status, project.StatusReason, string.Join('\n', project.Tracks), string.Join('\n', project.AlternateLocations), $"{project.IsFromUpstream}"])
            .RepositoryKey(project => [project.Name])
            .GroupKey(project => project.Name)
            .FilterBy("name", "status"))
        .AddContent<PackageProvenance>("provenance", "provenance", type => type
            .NaturalKey(provenance => [provenance.PackageSha256, provenance.Sha256])
            .RepositoryKey(provenance => [provenance.PackageSha256])
            .GroupKey(provenance => provenance.Name)
            .FilterBy("sha256", "package_sha256")
            .UploadWith<ProvenanceUploadReader, ProvenanceUploadOptions>()
            .LinkTo<PythonPackage>("package", provenance => [provenance.PackageSha256], by: "package_sha256", package => package.Sha256))
        .AddRemote<PythonRemote>("python", "python", type => type.AllPolicies())
        .AddAction<PythonRemote, FromBandersnatchAction>("from_bandersnatch", needs: "add", onCollection: true)
        .AddAction<PythonRepository, YankAction>("yank", needs: "modify")
        .AddAction<PythonRepository, UnyankAction>("unyank", needs: "modify")
        .AddAction<PythonRepository, SetStatusAction>("set_project_status", needs: "modify")
        .AddAction<PythonRepository, RepairMetadataAction>("repair_metadata", needs: "modify")
        .AddRepository<PythonRepository>("python", "python", type => type
            .Holds<PythonPackage>()
            .Holds<PythonYank>()
            .Holds<PythonProject>()
            .Holds<PackageProvenance>()
            .SyncWith<PythonSync, PythonRemote>()
            .CheckWith<PythonVersionCheck>()
            .Autopublish<PythonRepository>(nameof(PythonRepository.Autopublish), _ => new PythonPublication()))
        .AddNestedResource<PythonBlocklistEntry, PythonRepository>("blocklist_entry", "blocklist_entries", nameof(PythonBlocklistEntry.Repository))
        .AddPublication<PythonPublication, PythonRepository>("python", "pypi", type => type
            .ExportPagesWith<StaticIndex>()
            .Without(nameof(Publication.Checkpoint), nameof(Publication.PassThrough)))
        .AddDistribution<PythonDistribution>("python", "pypi", type => type
            .BaseUrl("/pypi/{base_path}/")
            .UsedBy(client => $"pip install --index-url {client.Origin}/pypi/{client.BasePath}/simple/ {(client.Included.Count > 0 ? string.Join(' ', client.Included) : "PACKAGE")}")
            .PullThroughWith<PythonPullThrough>()
            .Without(nameof(Distribution.Checkpoint)))
        .AddPermission(UploadPermission, "Can upload Python packages using synchronous API.")
        .AddRole("python.python_package_uploader", UploadPermission);
}
