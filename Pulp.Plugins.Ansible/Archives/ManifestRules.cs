using System.Text.RegularExpressions;
using Pulp.Plugins.Ansible.Naming;

namespace Pulp.Plugins.Ansible.Archives;

/// <summary>
/// Holds a manifest to the rules of Galaxy's importer (galaxy-importer, schema of the collection's information).
/// </summary>
internal static partial class ManifestRules
{
    private const int MaxAuthor = 64;
    private const int MaxLicense = 32;
    private const int MaxTag = 64;
    private const int MaxTags = 20;
    private const int MaxAddress = 2000;

    public static void Check(CollectionManifest manifest, Findings findings)
    {
        CheckDependencies(manifest, findings);
        Require(manifest.Authors.Count > 0, "'authors' is missing: name at least one author in galaxy.yml.");
        Require(manifest.Authors.All(static author => author.Length <= MaxAuthor), $"An author has more than {MaxAuthor} characters. Shorten it in galaxy.yml.");
        Require(!string.IsNullOrEmpty(manifest.Repository), "'repository' is missing: give the address of the source code in galaxy.yml.");
        Require(!string.IsNullOrEmpty(manifest.Readme), "'readme' is missing: name the README file in galaxy.yml.");
        foreach (var (name, value) in (IEnumerable<(string, string?)>)[("repository", manifest.Repository), ("documentation", manifest.Documentation), ("homepage", manifest.Homepage), ("issues", manifest.Issues)])
            Require(value is not { Length: > MaxAddress }, $"'{name}' has more than {MaxAddress} characters. Shorten it in galaxy.yml.");
        CheckLicense(manifest, Require);
        Require(manifest.Tags.Count <= MaxTags, $"There are {manifest.Tags.Count} tags, at most {MaxTags} are allowed. Remove some in galaxy.yml.");
        foreach (var tag in manifest.Tags)
            Require(tag.Length <= MaxTag && Tag().IsMatch(tag), $"The tag '{tag}' is not allowed: tags are at most {MaxTag} lower-case letters, digits and single underscores, and begin with a letter. Change it in galaxy.yml.");

        void Require(bool holds, string problem)
        {
            if (!holds)
                findings.Break(problem);
        }
    }

    private static void CheckLicense(CollectionManifest manifest, Action<bool, string> require)
    {
        require(manifest.License.Count > 0 != !string.IsNullOrEmpty(manifest.LicenseFile), "Exactly one of 'license' and 'license_file' must say under which licence the collection is. Change galaxy.yml.");
        foreach (var license in manifest.License)
            require(license.Length <= MaxLicense && SpdxLicenses.Contains(license), $"The licence '{license}' is no current SPDX identifier, as GPL-3.0-or-later or MIT are (see https://spdx.org/licenses). Change 'license' in galaxy.yml, or use 'license_file'.");
    }

    private static void CheckDependencies(CollectionManifest manifest, Findings findings)
    {
        foreach (var (name, range) in manifest.Dependencies)
        {
            if (!CollectionName.TryParse(name, out var dependency))
                findings.Error($"The dependency '{name}' is no collection's name, as community.general is. Change 'dependencies' in galaxy.yml.");
            else if (dependency.Namespace == manifest.Namespace && dependency.Name == manifest.Name)
                findings.Break($"The collection depends on itself. Remove '{name}' from 'dependencies' in galaxy.yml.");
            if (!VersionRange.TryParse(range, out _))
                findings.Error($"'{range}' is no range of versions of '{name}', as '>=1.0.0,<2.0.0' and '*' are. Change 'dependencies' in galaxy.yml.");
        }
    }

    [GeneratedRegex(@"\A[a-z](_?[0-9a-z])*_?\z", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Tag();
}
