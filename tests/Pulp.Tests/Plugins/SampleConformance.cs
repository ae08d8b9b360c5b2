using Pulp.Testing.Plugins;

namespace Pulp.Tests.Plugins;

public sealed class SampleIdentity(PluginLoading loading) : IdentitySpecification<SampleScenario>(loading);

public sealed class SamplePermissions(PluginLoading loading) : PermissionSpecification<SampleScenario>(loading);

public sealed class SampleConformance
{
    [Test]
    public void Every_specification_of_plugins_is_proven_here() => SpecificationCoverage.Require<SampleScenario>();
}
