using Pulp.Testing.Plugins;

namespace Pulp.Plugins.Container.Tests.Conformance;

public sealed class ContainerIdentity(PluginLoading loading) : IdentitySpecification<ContainerScenario>(loading);

public sealed class ContainerImmutability(PluginLoading loading) : ImmutabilitySpecification<ContainerScenario>(loading);

public sealed class ContainerSyncs(PluginLoading loading) : SyncSpecification<ContainerScenario>(loading);

public sealed class ContainerSyncFaults(PluginLoading loading) : SyncFaultSpecification<ContainerScenario>(loading);

public sealed class ContainerOnDemand(PluginLoading loading) : OnDemandSpecification<ContainerScenario>(loading);

public sealed class ContainerServing(PluginLoading loading) : ServingSpecification<ContainerScenario>(loading);

public sealed class ContainerDeletion(PluginLoading loading) : DeletionSpecification<ContainerScenario>(loading);

public sealed class ContainerExports(PluginLoading loading) : ExportSpecification<ContainerScenario>(loading);

public sealed class ContainerPermissions(PluginLoading loading) : PermissionSpecification<ContainerScenario>(loading);

public sealed class ContainerConformance
{
    [Test]
    public void Every_specification_of_plugins_is_proven_here() => SpecificationCoverage.Require<ContainerScenario>();
}
