using Fixtures.PrivateLibrary;
using Pulp.Plugins;

namespace Fixtures.ConflictingB;

public sealed class ConflictingBPlugin : PulpPlugin
{
    public override string Label => "conflicting_b";

    public static object CreateGreeting() => new Greeting();

    public static string Accept(object greeting) => ((Greeting)greeting).ToString()!;

    public override void Configure(PluginBuilder plugin) =>
        plugin.AddPermission("conflicting_b.greet", $"{Greeting.Text} by {new Greeter().Greet()}");
}
