using Pulp.Plugins;

namespace Fixtures.Keys;

// A plugin that brings a guard and nothing else.
public sealed class KeysPlugin : PulpPlugin
{
    public override string Label => "keys";

    public override void Configure(PluginBuilder plugin) => plugin.AddGuard<KeyGuard, KeyGuardEvaluator>("key", "key");
}
