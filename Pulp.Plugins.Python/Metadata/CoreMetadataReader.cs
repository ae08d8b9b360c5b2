namespace Pulp.Plugins.Python.Metadata;

/// <summary>Turns the fields of a metadata file into <see cref="CoreMetadata"/> and checks them.</summary>
internal sealed class CoreMetadataReader(MetadataHeaders headers, FindingSink sink)
{
    private static readonly string[] DangerousSchemes = ["javascript:", "vbscript:", "data:"];

    private const int LongestScheme = 11;

    public CoreMetadata? Read()
    {
        var metadataVersion = ReadMetadataVersion();
        var name = ReadName();
        var version = ReadVersion();
        if (name is null || version is null)
        {
            return null;
        }

        var metadata = new CoreMetadata
        {
            MetadataVersion = metadataVersion,
            Name = name,
            Version = version,
            Summary = Line("Summary"),
            Description = ReadDescription(),
            DescriptionContentType = Line("Description-Content-Type"),
            Keywords = Line("Keywords"),
            HomePage = Url("Home-page"),
            DownloadUrl = Url("Download-URL"),
            Author = Line("Author"),
            AuthorEmail = Line("Author-email"),
            Maintainer = Line("Maintainer"),
            MaintainerEmail = Line("Maintainer-email"),
            License = Text("License"),
            LicenseExpression = Line("License-Expression"),
            LicenseFiles = List("License-File"),
            Platforms = List("Platform"),
            SupportedPlatforms = List("Supported-Platform"),
            Classifiers = ReadClassifiers(),
            RequiresPython = ReadRequiresPython(),
            RequiresDist = ListOr("Requires-Dist", "Requires"),
            RequiresExternal = List("Requires-External"),
            ProvidesDist = ListOr("Provides-Dist", "Provides"),
            ObsoletesDist = ListOr("Obsoletes-Dist", "Obsoletes"),
            ProvidesExtras = List("Provides-Extra"),
            Dynamic = List("Dynamic"),
            ProjectUrls = ReadProjectUrls(),
        };
        NoteUnreadableRequirements(metadata);
        return metadata;
    }

    private string? ReadMetadataVersion()
    {
        var version = Single("Metadata-Version");
        if (!MetadataVersion.CanBeRead(version))
        {
            sink.Report("Metadata-Version", version, $"{MetadataVersion.Readable} is required");
        }

        return version;
    }

    private string? ReadName()
    {
        var name = Single("Name");
        if (name is null)
        {
            sink.Report("Name", null, "the field is required");
        }
        else if (!ProjectName.TryParse(name, out _))
        {
            sink.Report("Name", name, "a project name has 1 to 255 ASCII letters, digits, '.', '-' and '_', and starts and ends with a letter or digit");
            return null;
        }

        return name;
    }

    private string? ReadVersion()
    {
        var version = Single("Version");
        if (version is null)
        {
            sink.Report("Version", null, "the field is required");
        }
        else if (!PythonVersion.TryParse(version, out _))
        {
            sink.Report("Version", version, "a version follows PEP 440");
            return version.Length > PythonVersion.MaxLength || version.Contains('\n') ? null : version;
        }

        return version;
    }

    private string? ReadDescription()
    {
        var field = Text("Description");
        if (field is not null && headers.Body.Length > 0 && !string.IsNullOrWhiteSpace(headers.Body))
        {
            sink.Report("Description", null, "the description stands either in the field or in the body of the file, not in both");
        }

        return string.IsNullOrWhiteSpace(headers.Body) ? field : headers.Body;
    }

    private List<string> ReadClassifiers()
    {
        var classifiers = List("Classifier");
        foreach (var classifier in classifiers)
        {
            if (!classifier.Contains(" :: ", StringComparison.Ordinal))
            {
                sink.Report("Classifier", classifier, "a classifier has parts separated by ' :: '");
            }
        }

        return classifiers;
    }

    private string? ReadRequiresPython()
    {
        var value = Line("Requires-Python");
        if (value is not null && !SpecifierSet.TryParse(value, out _))
        {
            sink.Note(new PackageFormatException("Requires-Python", value, "a version specifier of PEP 440 is expected"));
        }

        return value;
    }

    private Dictionary<string, string> ReadProjectUrls()
    {
        var urls = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in List("Project-URL"))
        {
            var comma = entry.IndexOf(',');
            var label = (comma < 0 ? entry : entry[..comma]).Trim();
            var url = comma < 0 ? string.Empty : entry[(comma + 1)..].Trim();
            CheckUrl("Project-URL", url);
            _ = urls.TryAdd(label, url);
        }

        return urls;
    }

    private void NoteUnreadableRequirements(CoreMetadata metadata)
    {
        foreach (var requirement in metadata.RequiresDist)
        {
            if (sink.IsFull)
            {
                return;
            }

            try
            {
                _ = Requirement.Parse(requirement);
            }
            catch (PackageFormatException problem)
            {
                sink.Note(new PackageFormatException("Requires-Dist", requirement, problem.Rule));
            }
        }
    }

    private string? Url(string field)
    {
        var value = Line(field);
        CheckUrl(field, value);
        return value;
    }

    private void CheckUrl(string field, string? value)
    {
        // Browsers pass over control characters and spaces in front of and within a scheme (WHATWG URL, section 4.4).
        var start = value is null ? "" : string.Concat(value.Where(static c => c > ' ').Take(LongestScheme));
        if (Array.Exists(DangerousSchemes, scheme => start.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)))
        {
            sink.Report(field, value, "a link must not run code");
        }
    }

    private string? Line(string field) => Known(Single(field)?.Replace('\n', ' '));

    private string? Text(string field) => Known(Single(field));

    private static string? Known(string? value) => value is null or "" or "UNKNOWN" ? null : value;

    private string? Single(string field)
    {
        var values = headers[field];
        if (values.Count > 1)
        {
            sink.Report(field, values[1], "the field may be given once only");
        }

        return values.Count == 0 ? null : values[0];
    }

    private List<string> List(string field)
    {
        var list = new List<string>(headers[field].Count);
        foreach (var value in headers[field])
        {
            if (Known(value) is { } known)
            {
                list.Add(known.Replace('\n', ' '));
            }
        }

        return list;
    }

    private List<string> ListOr(string field, string forerunner) => List(field) is { Count: > 0 } list ? list : List(forerunner);
}
