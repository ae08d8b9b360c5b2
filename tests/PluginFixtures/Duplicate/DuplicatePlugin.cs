using Pulp.Plugins;

namespace Fixtures.Duplicate;

public sealed class DuplicatePlugin : PulpPlugin
{
    public override string Label => "good";

    public override void Configure(PluginBuilder plugin) =>
        plugin.AddContent<Widget>("widget", "widgets", content => content.NaturalKey(widget => [widget.Name]));
}
