using Pulp.Plugins.Python.Index;
using Pulp.Plugins.Python.Metadata;
using Pulp.Plugins.Python.Models;
using Pulp.Plugins.Python.Uploads;
using Pulp.Sync;

namespace Pulp.Plugins.Python.Sync;

/// <summary>
/// Applies what a remote says of projects, versions, kinds and platforms.
/// </summary>
internal sealed class PackageFilter
{
    private readonly Dictionary<string, List<SpecifierSet>> includes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<SpecifierSet>> excludes = new(StringComparer.Ordinal);
    private readonly HashSet<string> types;
    private readonly PlatformFilter platforms;
    private readonly bool prereleases;
    private readonly int keepLatest;
    private readonly bool followsDependencies;
    private readonly Blocklist blocklist;

    /// <summary>Initializes a filter.</summary>
    /// <param name="remote">What is taken.</param>
    /// <param name="blocklist">What is not, whatever the remote says; null for nothing.</param>
    public PackageFilter(PythonRemote remote, Blocklist? blocklist = null)
    {
        this.blocklist = blocklist ?? Blocklist.Empty;
        Included = Read(remote.Includes, "includes", includes);
        Read(remote.Excludes, "excludes", excludes);
        types = [.. remote.PackageTypes.Select(type => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(type.ToString()))];
        platforms = new PlatformFilter(remote.ExcludePlatforms);
        prereleases = remote.Prereleases;
        keepLatest = remote.KeepLatestPackages;
        followsDependencies = remote.Dependencies;
    }

    /// <summary>Gets what is included in the order it was named; empty means all.</summary>
    public IReadOnlyList<Requirement> Included { get; }

    /// <summary>Gets the included projects, each once; empty means all.</summary>
    public IReadOnlyList<ProjectName> Projects => [.. Included.Select(requirement => requirement.Name).Distinct()];

    /// <summary>Gets the first included project, or null.</summary>
    public ProjectName? FirstProject => Included.Count > 0 ? Included[0].Name : null;

    /// <summary>Gets whether what the included projects need is taken too. Where all is taken there is nothing to follow.</summary>
    public bool FollowsDependencies => followsDependencies && Included.Count > 0;

    /// <summary>Gets whether all versions of a project are excluded.</summary>
    /// <param name="name">The project.</param>
    public bool IsProjectExcluded(ProjectName name) =>
        excludes.TryGetValue(name.Normalized, out var specifiers) && specifiers.Exists(specifier => specifier.Clauses.Count == 0);

    /// <summary>Gets whether files of a project may be taken at all.</summary>
    /// <param name="name">The project.</param>
    public bool TakesProject(ProjectName name) => (Included.Count == 0 || includes.ContainsKey(name.Normalized)) && !IsProjectExcluded(name);

    /// <summary>Adds a project that is needed by another.</summary>
    /// <param name="requirement">The requirement.</param>
    /// <returns>Whether its versions were not wanted before.</returns>
    public bool Include(Requirement requirement)
    {
        var known = includes.TryGetValue(requirement.Name.Normalized, out var specifiers);
        if (known && specifiers!.Exists(specifier => specifier.Clauses.Count == 0 || specifier.ToString() == requirement.Specifier.ToString()))
            return false;
        if (!known)
            includes[requirement.Name.Normalized] = specifiers = [];
        specifiers!.Add(requirement.Specifier);
        return true;
    }

    /// <summary>Gets what decides on a project besides the remote itself, as text that is equal when it is: what other projects need of it, and what is blocked.</summary>
    /// <param name="name">The project.</param>
    public string ChoiceOf(ProjectName name)
    {
        var specifiers = FollowsDependencies && includes.TryGetValue(name.Normalized, out var included)
            ? string.Join('|', included.Select(specifier => specifier.ToString()).Order(StringComparer.Ordinal))
            : "";
        return blocklist.IsEmpty ? specifiers : $"{specifiers} {blocklist.EntriesOf(name)}".Trim();
    }

    /// <summary>Chooses the files of a project page that are taken, and counts the others.</summary>
    /// <param name="name">The project.</param>
    /// <param name="project">The page.</param>
    /// <param name="skip">Is told the reason and the name of what is left out.</param>
    public IReadOnlyList<ChosenFile> Choose(ProjectName name, IndexProject project, Action<string, string> skip)
    {
        if (IsProjectExcluded(name))
        {
            skip("excluded project", name.Normalized);
            return [];
        }

        includes.TryGetValue(name.Normalized, out var included);
        excludes.TryGetValue(name.Normalized, out var excluded);
        var chosen = new List<ChosenFile>(project.Files.Count);
        var versions = new Dictionary<string, PythonVersion?>(StringComparer.Ordinal);
        foreach (var file in project.Files)
        {
            if (!DistributionFileName.TryParse(file.FileName, out var parsed, name))
                skip("file name of no known kind", file.FileName);
            else if (!blocklist.IsEmpty && blocklist.Find(file.FileName, name.Normalized, parsed.Version) is not null)
                skip("blocked by the repository", file.FileName);
            else if (Refusal(parsed, VersionOf(parsed.Version, versions), included, excluded) is { } reason)
                skip(reason, file.FileName);
            else
                chosen.Add(new ChosenFile(file, parsed));
        }

        return keepLatest > 0 ? KeepLatest(chosen, versions, skip) : chosen;
    }

    private static PythonVersion? VersionOf(string text, Dictionary<string, PythonVersion?> versions)
    {
        if (!versions.TryGetValue(text, out var version))
            versions[text] = version = PythonVersion.TryParse(text, out var parsed) ? parsed : null;
        return version;
    }

    private static List<Requirement> Read(IReadOnlyList<string> requirements, string field, Dictionary<string, List<SpecifierSet>> target)
    {
        var read = new List<Requirement>(requirements.Count);
        foreach (var text in requirements)
        {
            if (RequirementsRule.Check(text, out var requirement) is { } problem)
                throw new SyncException($"The remote's {field}: {problem}");
            if (!target.TryGetValue(requirement.Name.Normalized, out var specifiers))
                target[requirement.Name.Normalized] = specifiers = [];
            specifiers.Add(requirement.Specifier);
            read.Add(requirement);
        }

        return read;
    }

    private string? Refusal(DistributionFileName file, PythonVersion? version, List<SpecifierSet>? included, List<SpecifierSet>? excluded)
    {
        if (types.Count > 0 && !types.Contains(file.PackageType.ToWireName()))
            return "package type is not wanted";
        if (platforms.Excludes(file))
            return "platform is excluded";
        if (version is null)
            return included is { Count: > 0 } && included.TrueForAll(specifier => specifier.Clauses.Count > 0) ? "version is not PEP 440" : null;
        if (version.IsPrerelease && !prereleases)
            return "pre-release";
        if (included is { Count: > 0 } && !included.Exists(specifier => specifier.Contains(version, prereleases: true)))
            return "version is not included";
        if (excluded is not null && excluded.Exists(specifier => specifier.Contains(version, prereleases: true)))
            return "version is excluded";
        return null;
    }

    private List<ChosenFile> KeepLatest(List<ChosenFile> chosen, Dictionary<string, PythonVersion?> versions, Action<string, string> skip)
    {
        var ordered = chosen.Select(file => file.Name.Version).Distinct(StringComparer.Ordinal)
            .Select(text => versions[text]).OfType<PythonVersion>().Distinct()
            .OrderDescending().ToList();
        var latest = ordered.Take(keepLatest).ToHashSet();

        // Pre-releases must not crowd out the release that installers choose.
        if (ordered.Find(version => !version.IsPrerelease) is { } current && latest.Add(current))
            latest.Remove(ordered[keepLatest - 1]);
        var kept = new List<ChosenFile>(chosen.Count);
        foreach (var file in chosen)
        {
            if (versions[file.Name.Version] is { } version && latest.Contains(version))
                kept.Add(file);
            else
                skip("older version", file.File.FileName);
        }

        return kept;
    }
}
