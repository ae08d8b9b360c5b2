namespace Fixtures.Misbehaving;

// What this plugin does wrong is written in a file beside it, so that one assembly serves every test.
internal static class Behavior
{
    public static string Name { get; } = File.ReadAllText(Path.Combine(Path.GetDirectoryName(typeof(Behavior).Assembly.Location)!, "behavior.txt"));
}
