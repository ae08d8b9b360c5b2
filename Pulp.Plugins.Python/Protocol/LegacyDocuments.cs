using Pulp.Plugins.Python.Index;
using Pulp.Plugins.Python.Metadata;
using Pulp.Plugins.Python.Models;

namespace Pulp.Plugins.Python.Protocol;

/// <summary>
/// Makes documents of PyPI's JSON API of what a repository version holds.
/// </summary>
internal static class LegacyDocuments
{
    /// <summary>Makes the document of a project, or of one of its releases.</summary>
    /// <param name="name">The project.</param>
    /// <param name="units">Its units.</param>
    /// <param name="version">The release in any spelling; null for the latest, with all releases listed.</param>
    /// <param name="links">Where files are served.</param>
    /// <returns>The document, or null when there is no such release.</returns>
    public static LegacyProject? Create(ProjectName name, ProjectUnits units, string? version, IndexLinks links)
    {
        var project = ProjectPages.ProjectOf(name, units, links);
        var releases = new Dictionary<string, IReadOnlyList<IndexFile>>(StringComparer.Ordinal);
        foreach (var release in project.OfferedFiles.GroupBy(file => file.Version!, StringComparer.Ordinal))
            releases[release.Key] = [.. release];
        var chosen = version is null ? LatestOf(releases) : releases.Keys.FirstOrDefault(key => DistributionReader.SameVersion(key, version));
        if (chosen is null)
            return null;
        var urls = releases[chosen];
        var about = units.Packages.Where(package => package.Version == chosen).MaxBy(package => package.MetadataVersion, StringComparer.Ordinal)!;
        return new LegacyProject
        {
            Info = MetadataOf(about),
            IsYanked = urls.All(file => file.IsYanked),
            YankedReason = urls.All(file => file.IsYanked) ? urls[0].YankedReason : null,
            PackageUrl = $"{links.IndexUrl}simple/{name.Normalized}/",
            ReleaseUrl = $"{links.IndexUrl}pypi/{name.Normalized}/{Uri.EscapeDataString(chosen)}/json/",
            Releases = version is null ? releases : new Dictionary<string, IReadOnlyList<IndexFile>>(StringComparer.Ordinal),
            Urls = urls,
        };
    }

    // What an installer would choose: no yanked release and no pre-release while there is another. The releases are in the order of their versions.
    private static string? LatestOf(Dictionary<string, IReadOnlyList<IndexFile>> releases) => releases
        .Select((release, position) => (release.Key, Position: position, Rank: (release.Value.All(file => file.IsYanked) ? 0 : 2) + (IsFinal(release.Key) ? 1 : 0)))
        .OrderByDescending(release => release.Rank).ThenByDescending(release => release.Position)
        .Select(release => release.Key).FirstOrDefault();

    private static bool IsFinal(string version) => PythonVersion.TryParse(version, out var parsed) && !parsed.IsPrerelease;

    private static CoreMetadata MetadataOf(PythonPackage package) => new()
    {
        MetadataVersion = package.MetadataVersion,
        Name = package.Name,
        Version = package.Version,
        Summary = package.Summary,
        Description = package.Description,
        DescriptionContentType = package.DescriptionContentType,
        Keywords = package.Keywords,
        HomePage = package.HomePage,
        DownloadUrl = package.DownloadUrl,
        Author = package.Author,
        AuthorEmail = package.AuthorEmail,
        Maintainer = package.Maintainer,
        MaintainerEmail = package.MaintainerEmail,
        License = package.License,
        LicenseExpression = package.LicenseExpression,
        LicenseFiles = package.LicenseFile,
        Platforms = package.Platform.Length == 0 ? [] : [package.Platform],
        Classifiers = package.Classifiers,
        RequiresPython = package.RequiresPython,
        RequiresDist = package.RequiresDist,
        RequiresExternal = package.RequiresExternal,
        ProvidesDist = package.ProvidesDist,
        ObsoletesDist = package.ObsoletesDist,
        ProvidesExtras = package.ProvidesExtras,
        Dynamic = package.Dynamic,
        ProjectUrls = package.ProjectUrls,
    };
}
