using Pulp.Testing.Plugins;

namespace Pulp.Plugins.Python.Tests.Conformance;

public sealed class PythonIdentity(PluginLoading loading) : IdentitySpecification<PythonScenario>(loading);

public sealed class PythonImmutability(PluginLoading loading) : ImmutabilitySpecification<PythonScenario>(loading);

public sealed class PythonSyncs(PluginLoading loading) : SyncSpecification<PythonScenario>(loading);

public sealed class PythonSyncFaults(PluginLoading loading) : SyncFaultSpecification<PythonScenario>(loading);

public sealed class PythonOnDemand(PluginLoading loading) : OnDemandSpecification<PythonScenario>(loading);

public sealed class PythonUploads(PluginLoading loading) : UploadSpecification<PythonScenario>(loading);

public sealed class PythonServing(PluginLoading loading) : ServingSpecification<PythonScenario>(loading);

public sealed class PythonDeletion(PluginLoading loading) : DeletionSpecification<PythonScenario>(loading);

public sealed class PythonExports(PluginLoading loading) : ExportSpecification<PythonScenario>(loading);

public sealed class PythonPermissions(PluginLoading loading) : PermissionSpecification<PythonScenario>(loading);

public sealed class PythonConformance
{
    [Test]
    public void Every_specification_of_plugins_is_proven_here() => SpecificationCoverage.Require<PythonScenario>();
}
