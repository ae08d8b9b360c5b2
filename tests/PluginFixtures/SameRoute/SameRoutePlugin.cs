using Pulp.Plugins;

namespace Fixtures.SameRoute;

public sealed class SameRoutePlugin : PulpPlugin
{
    public override string Label => "same_route";

    public override void Configure(PluginBuilder plugin)
    {
    }
}
