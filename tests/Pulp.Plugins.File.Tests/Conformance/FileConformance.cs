using Pulp.Testing.Plugins;

namespace Pulp.Plugins.File.Tests.Conformance;

public sealed class FileIdentity(PluginLoading loading) : IdentitySpecification<FileScenario>(loading);

public sealed class FileImmutability(PluginLoading loading) : ImmutabilitySpecification<FileScenario>(loading);

public sealed class FileSyncs(PluginLoading loading) : SyncSpecification<FileScenario>(loading);

public sealed class FileSyncFaults(PluginLoading loading) : SyncFaultSpecification<FileScenario>(loading);

public sealed class FileOnDemand(PluginLoading loading) : OnDemandSpecification<FileScenario>(loading);

public sealed class FileUploads(PluginLoading loading) : UploadSpecification<FileScenario>(loading);

public sealed class FileServing(PluginLoading loading) : ServingSpecification<FileScenario>(loading);

public sealed class FileDeletion(PluginLoading loading) : DeletionSpecification<FileScenario>(loading);

public sealed class FileExports(PluginLoading loading) : ExportSpecification<FileScenario>(loading);

public sealed class FilePermissions(PluginLoading loading) : PermissionSpecification<FileScenario>(loading);

public sealed class FileConformance
{
    [Test]
    public void Every_specification_of_plugins_is_proven_here() => SpecificationCoverage.Require<FileScenario>();
}
