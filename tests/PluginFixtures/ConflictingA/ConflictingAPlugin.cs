using Fixtures.PrivateLibrary;
using Pulp.Plugins;

namespace Fixtures.ConflictingA;

public sealed class ConflictingAPlugin : PulpPlugin
{
    public override string Label => "conflicting_a";

    public static object CreateGreeting() => new Greeting();

    public static string Accept(object greeting) => ((Greeting)greeting).ToString()!;

    public override void Configure(PluginBuilder plugin) =>
        plugin.AddPermission("conflicting_a.greet", $"{Greeting.Text} by {new Greeter().Greet()}");
}
