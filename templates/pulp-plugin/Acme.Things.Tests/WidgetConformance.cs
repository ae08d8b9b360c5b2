using Pulp.Testing.Plugins;

namespace Acme.Things.Tests;

// What every plugin owes its users. Each class runs twice: with the plugin as it is referenced here, and as a server loads it from its folder.
public sealed class WidgetIdentity(PluginLoading loading) : IdentitySpecification<WidgetScenario>(loading);

public sealed class WidgetImmutability(PluginLoading loading) : ImmutabilitySpecification<WidgetScenario>(loading);

public sealed class WidgetSyncs(PluginLoading loading) : SyncSpecification<WidgetScenario>(loading);

public sealed class WidgetSyncFaults(PluginLoading loading) : SyncFaultSpecification<WidgetScenario>(loading);

public sealed class WidgetOnDemand(PluginLoading loading) : OnDemandSpecification<WidgetScenario>(loading);

public sealed class WidgetUploads(PluginLoading loading) : UploadSpecification<WidgetScenario>(loading);

public sealed class WidgetServing(PluginLoading loading) : ServingSpecification<WidgetScenario>(loading);

public sealed class WidgetDeletion(PluginLoading loading) : DeletionSpecification<WidgetScenario>(loading);

public sealed class WidgetExports(PluginLoading loading) : ExportSpecification<WidgetScenario>(loading);

public sealed class WidgetPermissions(PluginLoading loading) : PermissionSpecification<WidgetScenario>(loading);

public sealed class WidgetConformance
{
    [Test]
    public void Every_specification_of_plugins_is_proven_here() => SpecificationCoverage.Require<WidgetScenario>();
}
