using Pulp.Plugins.Python.Index;
using Pulp.Plugins.Python.Metadata;
using Pulp.Plugins.Python.Models;

namespace Pulp.Plugins.Python.Sync;

/// <summary>
/// Represents what PyPI's JSON API says of a project: the metadata of its latest release, and facts of all files.
/// </summary>
internal sealed class ProjectMetadata
{
    private readonly LegacyProject document;
    private readonly Dictionary<string, IndexFile> files = new(StringComparer.Ordinal);

    public ProjectMetadata(LegacyProject document)
    {
        this.document = document;
        foreach (var file in document.Releases.Values.SelectMany(release => release).Concat(document.Urls))
            files.TryAdd(file.FileName, file);
    }

    /// <summary>Gets what a release needs; null when the API does not tell.</summary>
    /// <param name="version">The release.</param>
    public IReadOnlyList<string>? RequirementsOf(string version) => IsAbout(version) ? document.Info.RequiresDist : null;

    /// <summary>Adds what the simple page does not say of a file.</summary>
    /// <param name="package">The file's unit as the page describes it. What the page says stays.</param>
    public PythonPackage Complete(PythonPackage package)
    {
        var file = files.TryGetValue(package.Filename, out var found) && (found.Sha256 is null || package.Sha256.Length == 0 || found.Sha256 == package.Sha256) ? found : null;
        var described = IsAbout(package.Version) ? package.With(document.Info) : Describe(package, document.Info);
        return described with
        {
            Version = package.Version,
            RequiresPython = package.RequiresPython.Length > 0 ? package.RequiresPython : file?.RequiresPython ?? "",
            ProjectUrl = document.PackageUrl ?? "",
            Size = package.Size > 0 ? package.Size : file?.Size ?? 0,
            UploadTime = package.UploadTime ?? file?.UploadTime,
        };
    }

    /// <summary>Gets a package as the API describes its release, whatever was known of it.</summary>
    /// <param name="package">The package as it is known.</param>
    /// <returns>The package; null when the API describes another release or does not list this very file.</returns>
    public PythonPackage? Repair(PythonPackage package) =>
        IsAbout(package.Version) && files.TryGetValue(package.Filename, out var file) && file.Sha256 == package.Sha256
        && DistributionFileName.TryParse(package.Filename, out var name, ProjectName.Parse(document.Info.Name))
            ? Complete(package with
            {
                Packagetype = name.PackageType.ToWireName(),
                PythonVersion = name.PythonVersionTag,
                RequiresPython = file.RequiresPython ?? "",
                Size = file.Size ?? package.Size,
            })
            : null;

    private bool IsAbout(string version) => DistributionReader.SameVersion(version, document.Info.Version);

    // The API describes the latest release only. Of another one it tells who makes the project and what it is, not what that release needs.
    private static PythonPackage Describe(PythonPackage package, CoreMetadata latest)
    {
        var all = package.With(latest);
        return package with
        {
            Name = all.Name,
            Summary = all.Summary,
            Keywords = all.Keywords,
            HomePage = all.HomePage,
            Author = all.Author,
            AuthorEmail = all.AuthorEmail,
            Maintainer = all.Maintainer,
            MaintainerEmail = all.MaintainerEmail,
            License = all.License,
            LicenseExpression = all.LicenseExpression,
            Classifiers = all.Classifiers,
            ProjectUrls = all.ProjectUrls,
        };
    }
}
