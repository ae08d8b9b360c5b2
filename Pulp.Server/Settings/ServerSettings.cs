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

    public IList<string> TrustedPlugins { get; } = [];

    public string? AdminPassword { get; set; }

    public LogLevel LogLevel { get; set; } = LogLevel.Information;

    public IList<string> TrustedProxies { get; } = [];

    public PulpOptions Pulp { get; } = new();

    /// <summary>Gets the settings meant for plugins, which are known only when the plugins are loaded; of one name the last counts.</summary>
    public List<PluginSetting> OfPlugins { get; } = [];

    public EgressOptions Egress { get; } = new();

    /// <summary>Gets where a random password of the first administrator is written.</summary>
    public string AdminPasswordFile => Path.Combine(Data, "admin-password");

    /// <summary>Gets the folder of the plugins that were added to those that came with the program, whose own folder may not be writable.</summary>
    public string AddedPlugins => DataFolder.PluginsIn(Data);

    /// <summary>Gets the folders that plugins are loaded from.</summary>
    public IReadOnlyList<string> PluginFolders => AddedPlugins != Plugins && Directory.Exists(AddedPlugins) ? [Plugins, AddedPlugins] : [Plugins];

    /// <summary>Gets an address that a client on this machine reaches the server by.</summary>
    public string ClientAddress => ClientAddressOf(Urls.Split(';')[0]) + Pulp.PathBase;

    /// <summary>Gets the options that lead to the same server again, with a leading space; empty for the defaults.</summary>
    public string CommandLine
    {
        get
        {
            var defaults = new ServerSettings();
            return (Data == defaults.Data ? "" : $" --data {ProgramName.Quote(Data)}") + (Urls == defaults.Urls ? "" : $" --urls {ProgramName.Quote(Urls)}")
                + (Plugins == defaults.Plugins ? "" : $" --plugins {ProgramName.Quote(Plugins)}");
        }
    }

    /// <summary>Makes paths absolute, and puts what has no place of its own into the data folder.</summary>
    public void Complete()
    {
        Data = FullPathOf(Data);
        Plugins = FullPathOf(Plugins);
        Pulp.WorkingFolder = FullPathOf(Pulp.WorkingFolder);
        if (Pulp.WorkingFolder == new PulpOptions().WorkingFolder)
            Pulp.WorkingFolder = Path.Combine(Data, "work");
    }

    /// <summary>Turns where a server listens into where a client connects: 0.0.0.0 and [::] are no addresses of a client.</summary>
    /// <param name="url">Where the server listens.</param>
    public static string ClientAddressOf(string url) => url.Trim().TrimEnd('/')
        .Replace("://0.0.0.0", "://127.0.0.1", StringComparison.Ordinal).Replace("://[::]", "://127.0.0.1", StringComparison.Ordinal)
        .Replace("://*", "://127.0.0.1", StringComparison.Ordinal).Replace("://+", "://127.0.0.1", StringComparison.Ordinal);

    // A shell expands ~ only at the start of a word, and a file of settings has no shell.
    private static string FullPathOf(string path) => path == "~" || path.StartsWith("~/", StringComparison.Ordinal)
        ? Path.GetFullPath(path[1..].TrimStart('/'), Environment.GetFolderPath(Environment.SpecialFolder.UserProfile))
        : Path.GetFullPath(path);

    private static string DefaultDataFolder() =>
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "pulp");
}
