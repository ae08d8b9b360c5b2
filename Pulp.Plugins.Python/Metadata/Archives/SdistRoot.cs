using Pulp.Archives;

namespace Pulp.Plugins.Python.Metadata.Archives;

/// <summary>Checks that the members of a source distribution stay in its one top folder, where <c>PKG-INFO</c> is (PEP 625, source distribution format).</summary>
internal sealed class SdistRoot(DistributionFileName fileName, FindingSink sink)
{
    private string? _root;

    public static PackageFormatException NoPkgInfo() => new("Source distribution", null, "the file 'PKG-INFO' is missing from the top folder");

    /// <summary>Tells whether a name is <c>{folder}/PKG-INFO</c>.</summary>
    public static bool LooksLikePkgInfo(string name)
    {
        var path = name.AsSpan();
        path = path.StartsWith("./", StringComparison.Ordinal) ? path[2..] : path;
        var slash = path.IndexOf('/');
        return slash > 0 && path[(slash + 1)..] is "PKG-INFO";
    }

    public void Check(TarEntry entry)
    {
        if (!entry.IsFile && !entry.IsLink && entry.Type != '5')
        {
            sink.Report("tar", entry.Name, $"members of type '{entry.Type}' (sparse, device or pipe) are not accepted");
        }

        var name = CheckName(entry.Name);
        if (entry.IsLink && !ArchivePath.IsSafeLink(name, entry.LinkName, fromRoot: entry.Type == '1'))
        {
            sink.Report("tar", entry.Name, "a link must not leave the archive");
        }
    }

    /// <summary>Checks a path and returns it without a leading <c>./</c>.</summary>
    public string CheckName(string name)
    {
        var path = name.StartsWith("./", StringComparison.Ordinal) ? name[2..] : name;
        if (path.Length == 0 || path == ".")
        {
            return path;
        }

        if (!ArchivePath.IsSafe(path))
        {
            sink.Report("Source distribution", name, "a name must be a relative path without '..', backslash or control character");
        }

        var slash = path.IndexOf('/');
        var top = slash < 0 ? path : path[..slash];
        if (_root is null)
        {
            _root = top;
            CheckRoot(top);
        }

        if (top != _root)
        {
            sink.Report("Source distribution", name, $"everything must be in the one top folder '{_root}'");
        }

        return path;
    }

    private void CheckRoot(string top)
    {
        var (name, version) = SourceNameSplitter.Split(top, ProjectName.TryParse(fileName.Name, out var project) ? project : null);
        if (name is null || version is null || ProjectName.Normalize(name) != fileName.NormalizedName || !DistributionReader.SameVersion(version, fileName.Version))
        {
            sink.Report("Source distribution", top, $"the top folder must be named '{fileName.Name}-{fileName.Version}'");
        }
    }
}
