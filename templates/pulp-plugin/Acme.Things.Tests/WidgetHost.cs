using Pulp;
using Pulp.Data;
using Pulp.Testing.Hosting;

namespace Acme.Things.Tests;

/// <summary>
/// Runs a whole server with the plugin in the process of a test, on a free port and in a folder that is gone with it.
/// </summary>
internal sealed class WidgetHost : PulpTestHost
{
    public static Task<WidgetHost> StartAsync() => StartAsync(new WidgetHost());

    protected override void Add(PulpBuilder pulp) => pulp.UseFolder(Folder).AddPlugin<Acme.Things.ThingsPlugin>();
}
