using Pulp.Plugins;

namespace Fixtures.OtherMajor;

public sealed class OtherMajorPlugin : PulpPlugin
{
    public override string Label => "other_major";

    public override void Configure(PluginBuilder plugin)
    {
    }
}
