using Pulp.Downloads;

namespace Pulp.Server.Settings;

/// <summary>
/// Holds every setting of the server: where it listens and keeps its data, and the library's own options.
/// </summary>
internal sealed class ServerSettings
{
    public string Urls { get; set; } = "http://127.0.0.1:8080";

    public string Data { get; set; } = DefaultDataFolder();

    public string Plugins { get; set; } = Path.Combine(AppContext.BaseDirectory, "plugins");

    public string? AdminPassword { get; set; }

    public PulpOptions Pulp { get; } = new();

    public EgressOptions Egress { get; } = new();

    public string AdminPasswordFile => Path.Combine(Data, "admin-password");

    private static string DefaultDataFolder() =>
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "pulp");
}
