namespace Pulp.Plugins.Python.Metadata;

/// <summary>Reads the file names of wheels (PEP 427), source distributions (PEP 625 and older), eggs and Windows installers.</summary>
internal static class DistributionFileNameParser
{
    public static DistributionFileName Parse(string fileName, ProjectName? project) =>
        TryParse(fileName, project, out var rule) ?? throw new PackageFormatException("File name", fileName, rule);

    /// <summary>Returns what the name says, or <see langword="null"/> and the broken rule.</summary>
    public static DistributionFileName? TryParse(string fileName, ProjectName? project, out string rule)
    {
        if (!DistributionFileName.IsSafe(fileName))
        {
            rule = $"a file name has 1 to {DistributionFileName.MaxLength} characters and no path separator or control character";
            return null;
        }

        rule = "the extension must be one of .whl, .tar.gz, .zip, .tar.bz2, .egg, .exe";
        var extension = DistributionFileName.ExtensionOf(fileName);
        var stem = fileName[..^(extension?.Length ?? 0)];
        return extension?.ToLowerInvariant() switch
        {
            null => null,
            ".whl" => ParseWheel(fileName, stem, out rule),
            ".egg" => ParseEgg(fileName, stem, project, out rule),
            ".exe" => ParseInstaller(fileName, stem, project, out rule),
            _ => ParseSource(fileName, stem, project, out rule),
        };
    }

    private static DistributionFileName? ParseWheel(string fileName, string stem, out string rule)
    {
        rule = "a wheel is named 'name-version[-build]-python-abi-platform.whl' (PEP 427): 5 or 6 parts, a version of PEP 440, a build tag that starts with a digit";
        var parts = stem.Split('-');
        if (parts.Length is not (5 or 6) || !IsWheelName(parts[0]) || parts[1].Any(char.IsWhiteSpace))
        {
            return null;
        }

        // Old tools escaped a hyphen inside the version as an underscore.
        if (!PythonVersion.TryParse(parts[1], out _) && !PythonVersion.TryParse(parts[1].Replace('_', '-'), out _))
        {
            return null;
        }

        var buildTag = parts.Length == 6 ? parts[2] : null;
        if ((buildTag is not null && (buildTag.Length == 0 || !char.IsAsciiDigit(buildTag[0])))
            || SplitTags(parts[^3]) is not { } pythonTags
            || SplitTags(parts[^2]) is not { } abiTags
            || SplitTags(parts[^1]) is not { } platformTags)
        {
            return null;
        }

        return new DistributionFileName
        {
            FileName = fileName,
            PackageType = PackageType.Wheel,
            Name = parts[0],
            Version = parts[1],
            PythonVersionTag = parts[^3],
            BuildTag = buildTag,
            PythonTags = pythonTags,
            AbiTags = abiTags,
            PlatformTags = platformTags,
        };
    }

    private static bool IsWheelName(string name) => ProjectName.IsValid(name) && !name.Contains("__", StringComparison.Ordinal);

    private static string[]? SplitTags(string tags)
    {
        var split = tags.Split('.');
        return Array.TrueForAll(split, static tag => tag.Length > 0 && tag.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_')) ? split : null;
    }

    private static DistributionFileName? ParseSource(string fileName, string stem, ProjectName? project, out string rule)
    {
        rule = project is null
            ? "a source distribution is named 'name-version.tar.gz' (PEP 625)"
            : $"a source distribution of '{project}' is named '{project}-version.tar.gz' (PEP 625)";
        return SourceNameSplitter.Split(stem, project) is not ({ } name, { } version) ? null : new DistributionFileName
        {
            FileName = fileName,
            PackageType = PackageType.SourceDistribution,
            Name = name,
            Version = version,
            PythonVersionTag = "source",
        };
    }

    private static DistributionFileName? ParseEgg(string fileName, string stem, ProjectName? project, out string rule)
    {
        rule = "an egg is named 'name-version[-pyX.Y[-platform]].egg'";
        var (rest, python, platform) = CutPython(stem, "-py");
        return SourceNameSplitter.Split(rest, project) is not ({ } name, { } version) ? null : new DistributionFileName
        {
            FileName = fileName,
            PackageType = PackageType.Egg,
            Name = name,
            Version = version,
            PythonVersionTag = python ?? "any",
            PlatformTags = platform is null ? [] : [platform],
        };
    }

    private static DistributionFileName? ParseInstaller(string fileName, string stem, ProjectName? project, out string rule)
    {
        rule = "a Windows installer is named 'name-version.win32[-pyX.Y].exe' or '.win-amd64'";
        var (rest, python, _) = CutPython(stem, "-py");
        foreach (var platform in (ReadOnlySpan<string>)["win32", "win-amd64", "win-arm32", "win-arm64", "win-ia64"])
        {
            if (rest.EndsWith("." + platform, StringComparison.OrdinalIgnoreCase)
                && SourceNameSplitter.Split(rest[..^(platform.Length + 1)], project) is ({ } name, { } version))
            {
                return new DistributionFileName
                {
                    FileName = fileName,
                    PackageType = PackageType.WindowsInstaller,
                    Name = name,
                    Version = version,
                    PythonVersionTag = python ?? "any",
                    PlatformTags = [platform],
                };
            }
        }

        return null;
    }

    // Cuts "-py3.8" or "-py3.8-linux-x86_64" off the end.
    private static (string Head, string? Python, string? Platform) CutPython(string stem, string mark)
    {
        for (var at = stem.LastIndexOf(mark, StringComparison.Ordinal); at > 0; at = stem.LastIndexOf(mark, at - 1, StringComparison.Ordinal))
        {
            var end = at + mark.Length;
            while (end < stem.Length && (char.IsAsciiDigit(stem[end]) || stem[end] == '.'))
            {
                end++;
            }

            if (end > at + mark.Length && (end == stem.Length || stem[end] == '-'))
            {
                return (stem[..at], stem[(at + mark.Length)..end], end == stem.Length ? null : stem[(end + 1)..]);
            }
        }

        return (stem, null, null);
    }
}
