using Pulp.Testing.Plugins;

namespace Pulp.Plugins.Ansible.Tests.Conformance;

public sealed class AnsibleIdentity(PluginLoading loading) : IdentitySpecification<AnsibleScenario>(loading);

public sealed class AnsibleImmutability(PluginLoading loading) : ImmutabilitySpecification<AnsibleScenario>(loading);

public sealed class AnsibleSyncs(PluginLoading loading) : SyncSpecification<AnsibleScenario>(loading);

public sealed class AnsibleSyncFaults(PluginLoading loading) : SyncFaultSpecification<AnsibleScenario>(loading);

public sealed class AnsibleOnDemand(PluginLoading loading) : OnDemandSpecification<AnsibleScenario>(loading);

public sealed class AnsibleUploads(PluginLoading loading) : UploadSpecification<AnsibleScenario>(loading);

public sealed class AnsibleServing(PluginLoading loading) : ServingSpecification<AnsibleScenario>(loading);

public sealed class AnsibleDeletion(PluginLoading loading) : DeletionSpecification<AnsibleScenario>(loading);

public sealed class AnsibleExports(PluginLoading loading) : ExportSpecification<AnsibleScenario>(loading);

public sealed class AnsiblePermissions(PluginLoading loading) : PermissionSpecification<AnsibleScenario>(loading);

public sealed class AnsibleConformance
{
    [Test]
    public void Every_specification_of_plugins_is_proven_here() => SpecificationCoverage.Require<AnsibleScenario>();
}
