using Pulp.Plugins.Python.Metadata;

namespace Pulp.Plugins.Python.Protocol;

/// <summary>
/// Tells which projects a file may belong to by its name.
/// </summary>
internal static class CandidateNames
{
    private const int Maximum = 4;

    /// <summary>Gets the projects, the likeliest first; one for a wheel, some for an old source distribution whose name and version both hold hyphens.</summary>
    /// <param name="filename">The file's name.</param>
    public static IReadOnlyList<ProjectName> Of(string filename)
    {
        if (!DistributionFileName.TryParse(filename, out var parsed) || !ProjectName.TryParse(parsed.Name, out var likeliest))
            return [];
        if (parsed.PackageType == PackageType.Wheel)
            return [likeliest];
        var names = new List<ProjectName> { likeliest };
        for (var hyphen = filename.IndexOf('-', StringComparison.Ordinal); hyphen > 0 && names.Count < Maximum; hyphen = filename.IndexOf('-', hyphen + 1))
        {
            if (ProjectName.TryParse(filename[..hyphen], out var name) && !names.Contains(name))
                names.Add(name);
        }

        return names;
    }
}
