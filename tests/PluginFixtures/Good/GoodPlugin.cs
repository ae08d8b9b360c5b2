using System.IO.Abstractions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Pulp.Plugins;

namespace Fixtures.Good;

public sealed class GoodPlugin : PulpPlugin
{
    public override string Label => "good";

    public override void Configure(PluginBuilder plugin)
    {
        plugin.AddContent<Widget>("widget", "widgets", content => content.NaturalKey(widget => [widget.Name]));
        plugin.AddRemote<GoodRemote>("good", "good");
        plugin.AddRepository<GoodRepository>("good", "good", repository => repository.Holds<Widget>());
        plugin.AddDistribution<GoodDistribution>("good", "good");
        plugin.Services.TryAddSingleton<IFileSystem, FileSystem>();
        plugin.Services.TryAddSingleton(TimeProvider.System);
        plugin.Services.AddSingleton<WidgetCounter>();
    }
}
