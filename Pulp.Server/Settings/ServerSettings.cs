using Pulp.Downloads;
using Pulp.Server.Hosting;

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

    /// <summary>Gets where a random password of the first administrator is written.</summary>
    public string AdminPasswordFile => Path.Combine(Data, "admin-password");

    /// <summary>Gets an address that a client on this machine reaches the server by.</summary>
    public string ClientAddress => ClientAddressOf(Urls.Split(';')[0]);

    /// <summary>Gets the options that lead to the same server again, with a leading space; empty for the defaults.</summary>
    public string CommandLine
    {
        get
        {
            var defaults = new ServerSettings();
            return (Data == defaults.Data ? "" : $" --data {ProgramName.Quote(Data)}") + (Urls == defaults.Urls ? "" : $" --urls {ProgramName.Quote(Urls)}");
        }
    }

    /// <summary>Makes paths absolute, and puts what has no place of its own into the data folder.</summary>
    public void Complete()
    {
        Data = Path.GetFullPath(Data);
        Plugins = Path.GetFullPath(Plugins);
        if (Pulp.WorkingFolder == new PulpOptions().WorkingFolder)
            Pulp.WorkingFolder = Path.Combine(Data, "work");
    }

    /// <summary>Turns where a server listens into where a client connects: 0.0.0.0 and [::] are no addresses of a client.</summary>
    /// <param name="url">Where the server listens.</param>
    public static string ClientAddressOf(string url) => url.Trim().TrimEnd('/')
        .Replace("://0.0.0.0", "://127.0.0.1", StringComparison.Ordinal).Replace("://[::]", "://127.0.0.1", StringComparison.Ordinal)
        .Replace("://*", "://127.0.0.1", StringComparison.Ordinal).Replace("://+", "://127.0.0.1", StringComparison.Ordinal);

    private static string DefaultDataFolder() =>
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "pulp");
}
