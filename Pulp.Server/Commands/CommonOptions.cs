using System.CommandLine;
using Pulp.Server.Settings;

namespace Pulp.Server.Commands;

/// <summary>
/// Holds the options that every command takes.
/// </summary>
internal static class CommonOptions
{
    public static Option<string?> Data { get; } = new("--data")
    {
        Description = "The folder for the database, the files, the key and the admin password. Default: the user's data directory.",
        HelpName = "folder",
        Recursive = true,
    };

    public static Option<string?> Urls { get; } = new("--urls")
    {
        Description = "Where the server listens, separated by semicolons. Default: http://127.0.0.1:8080",
        HelpName = "urls",
        Recursive = true,
    };

    public static Option<string?> Plugins { get; } = new("--plugins")
    {
        Description = "The folder whose sub-folders hold the plugins. Default: plugins beside the program.",
        HelpName = "folder",
        Recursive = true,
    };

    public static Option<string[]> Setting { get; } = new("--setting")
    {
        Description = "Any other setting as name=value, for example --setting ReadingNeedsLogin=true. May be repeated.",
        HelpName = "name=value",
        Recursive = true,
        DefaultValueFactory = _ => [],
    };

    public static Option<bool> Json { get; } = new("--json") { Description = "Write JSON instead of a table." };

    public static ServerSettings Read(ParseResult result)
    {
        var given = new List<KeyValuePair<string, string>>();
        Add(nameof(ServerSettings.Data), result.GetValue(Data));
        Add(nameof(ServerSettings.Urls), result.GetValue(Urls));
        Add(nameof(ServerSettings.Plugins), result.GetValue(Plugins));
        foreach (var setting in result.GetValue(Setting) ?? [])
        {
            var equals = setting.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
                throw new InvalidSettingsException([$"command line: '{setting}' is no setting; write name=value."]);
            given.Add(new(setting[..equals], setting[(equals + 1)..]));
        }

        return SettingsReader.Read(given);

        void Add(string name, string? value)
        {
            if (value is not null)
                given.Add(new(name, value));
        }
    }
}
