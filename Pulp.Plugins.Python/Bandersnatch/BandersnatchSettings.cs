using System.Globalization;
using System.Text.Json;
using Pulp.Plugins.Python.Metadata;
using Pulp.Plugins.Python.Models;
using Pulp.Resources;

namespace Pulp.Plugins.Python.Bandersnatch;

/// <summary>
/// Turns the settings of a bandersnatch mirror into those of a remote, and tells which of them a remote cannot express.
/// </summary>
/// <remarks>
/// See bandersnatch's manual, "Mirror configuration" and "Mirror filtering": a filter does nothing unless <c>[plugins] enabled</c> names it, and
/// its older names (white and black lists) still hold. What only concerns how a mirror lies on disk is passed over.
/// </remarks>
internal sealed class BandersnatchSettings
{
    private static readonly Dictionary<string, string> OldNames = new(StringComparer.Ordinal)
    {
        ["whitelist_project"] = "allowlist_project",
        ["whitelist_release"] = "allowlist_release",
        ["blacklist_project"] = "blocklist_project",
        ["blacklist_release"] = "blocklist_release",
    };

    // Filters by what a remote does not know, with the section and key that make them do something.
    private static readonly (string Plugin, string Section, string? Key)[] Inexpressible =
    [
        ("regex_project", "filter_regex", "packages"),
        ("regex_release", "filter_regex", "releases"),
        ("regex_project_metadata", "regex_project_metadata", null),
        ("regex_release_file_metadata", "regex_release_file_metadata", null),
        ("version_range_project_metadata", "version_range_project_metadata", null),
        ("version_range_release_file_metadata", "version_range_release_file_metadata", null),
        ("size_project_metadata", "size_project_metadata", "max_package_size"),
        ("project_requirements", "allowlist", "requirements"),
        ("prerelease_release", "filter_prerelease", "packages"),
    ];

    private readonly IniFile file;
    private readonly HashSet<string> enabled;
    private readonly FieldErrors errors = new();

    private BandersnatchSettings(IniFile file)
    {
        this.file = file;
        enabled = [.. file.Lines("plugins", "enabled").Select(name => OldNames.GetValueOrDefault(name, name))];
    }

    /// <summary>Makes the remote.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="config">The configuration file's text.</param>
    /// <returns>The remote, not saved.</returns>
    /// <exception cref="InvalidResourceException">The file cannot be read, or has settings that a remote cannot express; each is named.</exception>
    public static PythonRemote ToRemote(string name, string config)
    {
        try
        {
            return new BandersnatchSettings(IniFile.Parse(config)).ToRemote(name);
        }
        catch (FormatException malformed)
        {
            throw new InvalidResourceException(new Dictionary<string, IReadOnlyList<string>> { ["config"] = [malformed.Message] });
        }
    }

    private PythonRemote ToRemote(string name)
    {
        var url = file.Value("mirror", "master");
        if (url is null)
            Refuse("[mirror] master is missing: the URL of the index to mirror.");
        foreach (var (plugin, section, key) in Inexpressible.Where(filter => IsEnabled(filter.Plugin) && file.Has(filter.Section, filter.Key)))
            Refuse($"[{section}]{(key is null ? "" : " " + key)} cannot be expressed by a remote; remove it, or the plugin '{plugin}'.");
        var remote = new PythonRemote
        {
            Name = name,
            Url = url ?? "",
            DownloadConcurrency = Number("mirror", "workers") is { } workers ? (int)Math.Clamp(workers, 1, int.MaxValue) : null,
            SockConnectTimeout = Number("mirror", "timeout"),
            SockReadTimeout = Number("mirror", "timeout"),
            TotalTimeout = Number("mirror", "global-timeout"),
            ProxyUrl = file.Value("mirror", "proxy"),
            Includes = Includes(),
            Excludes = Excludes(),
            Prereleases = !IsEnabled("prerelease_release"),
            KeepLatestPackages = IsEnabled("latest_release") && Number("latest_release", "keep") is { } keep ? (int)Math.Clamp(keep, 0, int.MaxValue) : 0,
            ExcludePlatforms = Platforms(),
        };
        return errors.IsEmpty ? remote : throw new InvalidResourceException(errors.Messages);
    }

    private bool IsEnabled(string plugin) => enabled.Contains("all") || enabled.Contains(plugin);

    private IReadOnlyList<string> Includes()
    {
        var packages = Packages("allowlist", "whitelist");
        if (IsEnabled("allowlist_project"))
            return [.. packages.Select(package => IsEnabled("allowlist_release") ? package.ToString() : package.Name.Value).Distinct(StringComparer.Ordinal)];
        if (IsEnabled("allowlist_release") && packages.Count > 0)
            Refuse("[allowlist] packages restricts releases but not projects, which a remote cannot express; enable the plugin 'allowlist_project' too.");
        return [];
    }

    // An entry with versions concerns releases, one without the whole project.
    private IReadOnlyList<string> Excludes() =>
    [
        .. Packages("blocklist", "blacklist")
            .Where(package => IsEnabled(package.Specifier.Clauses.Count == 0 ? "blocklist_project" : "blocklist_release"))
            .Select(package => package.ToString()).Distinct(StringComparer.Ordinal),
    ];

    private List<Requirement> Packages(string section, string oldSection)
    {
        var packages = new List<Requirement>();
        foreach (var line in file.Lines(section, "packages").Concat(file.Lines(oldSection, "packages")))
        {
            if (Requirement.TryParse(line, out var requirement))
                packages.Add(requirement);
            else
                Refuse($"[{section}] packages: '{line}' is no requirement (PEP 508).");
        }

        return packages;
    }

    private IReadOnlyList<PythonPlatform> Platforms()
    {
        if (!IsEnabled("exclude_platform"))
            return [];
        var platforms = new List<PythonPlatform>();
        foreach (var line in file.Lines("blocklist", "platforms").Concat(file.Lines("blacklist", "platforms")))
        {
            if (Enum.TryParse<PythonPlatform>(line, ignoreCase: true, out var platform) && Enum.IsDefined(platform))
                platforms.Add(platform);
            else
                Refuse($"[blocklist] platforms: '{line}' cannot be excluded by a remote; it knows {string.Join(", ", Enum.GetNames<PythonPlatform>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName))}.");
        }

        return [.. platforms.Distinct()];
    }

    private double? Number(string section, string key)
    {
        if (file.Value(section, key) is not { } text)
            return null;
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            return number;
        Refuse($"[{section}] {key}: '{text}' is no number.");
        return null;
    }

    private void Refuse(string message) => errors.Add("config", message);
}
