using Pulp.Plugins;

namespace Fixtures.TwoPlugins;

public sealed class FirstPlugin : PulpPlugin
{
    public override string Label => "two_plugins";

    public override void Configure(PluginBuilder plugin)
    {
    }
}
