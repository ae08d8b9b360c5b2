using Pulp.Testing.Plugins;

namespace Pulp.Testing.Tests.Plugins;

public sealed class KeyGuardTests(PluginLoading loading) : GuardSpecification<KeyScenario>(loading);
