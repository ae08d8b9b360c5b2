using Pulp.Plugins;

namespace Fixtures.BuiltForNewerContract;

public sealed class BuiltForNewerContractPlugin : PulpPlugin
{
    public override string Label => "newer_contract";

    public override void Configure(PluginBuilder plugin)
    {
    }
}
