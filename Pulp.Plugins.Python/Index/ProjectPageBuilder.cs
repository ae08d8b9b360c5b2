using Pulp.Plugins.Python.Metadata;

namespace Pulp.Plugins.Python.Index;

/// <summary>Gathers the files of a project page, leaves out what cannot be served, and says so.</summary>
internal sealed class ProjectPageBuilder(Uri pageUrl, ProjectName? requested, IndexReaderOptions options)
{
    private readonly FindingSink _sink = new(ReadMode.Lenient);
    private readonly List<IndexFile> _files = [];
    private readonly Dictionary<string, IndexFile> _byName = new(StringComparer.Ordinal);
    private int _skipped;

    public LinkResolver Links { get; } = new(pageUrl);

    public string ApiVersion { get; private set; } = "1.0";

    public string? Name { get; private set; }

    public List<string> Versions { get; } = [];

    public List<string> Tracks { get; } = [];

    public List<string> AlternateLocations { get; } = [];

    public ProjectStatus Status { get; private set; }

    public string? StatusReason { get; set; }

    public long? LastSerial { get; set; }

    /// <summary>Gets whether the page has named no file of a package. Links that lead nowhere do not count: an error page may hold an address to write to.</summary>
    public bool IsEmpty => _files.TrueForAll(file => DistributionFileName.ExtensionOf(file.FileName) is null);

    /// <summary>Sets the API version; "clients MUST fail if the major version is unknown" (PEP 629).</summary>
    public void SetApiVersion(string version) => ApiVersion = ApiVersionRule.Check(version);

    public void SetName(string name)
    {
        if (requested is not null && ProjectName.Normalize(name) != requested.Normalized)
        {
            throw new IndexFormatException(IndexFormatError.WrongProject, name, $"the page of the project '{requested.Normalized}' was asked for");
        }

        Name = name;
    }

    public void SetStatus(string status)
    {
        if (ProjectStatusNames.TryParse(status, out var parsed))
        {
            Status = parsed;
        }
        else
        {
            Note("project-status", status, "the status is unknown and taken for 'active'");
        }
    }

    /// <summary>Takes a file; of several with one name the first, since a name is one file in an index.</summary>
    public void Add(IndexFile file)
    {
        CheckCount(_files.Count + 1);
        if (_byName.TryAdd(file.FileName, file))
        {
            _files.Add(file);
        }
        else if (_byName[file.FileName].Hashes.Any(known => file.Hash(known.Algorithm) is { } other && !other.Equals(known.Value, StringComparison.OrdinalIgnoreCase)))
        {
            Skip(file.FileName, "the index names it several times with different digests; the first is taken");
        }
    }

    public void CheckCount(int files)
    {
        if (files > options.MaxFiles)
        {
            throw new IndexFormatException(IndexFormatError.TooLarge, null, $"the page lists more than {options.MaxFiles} files");
        }
    }

    public void Skip(string? file, string rule)
    {
        _skipped++;
        Note("file", file, rule);
    }

    public void Note(string field, string? value, string rule) => _sink.Note(new PackageFormatException(field, value, rule));

    public SimpleProjectPage Build() => new()
    {
        ApiVersion = ApiVersion,
        Project = new IndexProject
        {
            Name = Name ?? requested?.Normalized ?? string.Empty,
            Files = _files,
            Versions = Versions,
            Tracks = Tracks,
            AlternateLocations = AlternateLocations,
            Status = Status,
            StatusReason = StatusReason,
            LastSerial = LastSerial,
        },
        Skipped = _skipped,
        Findings = _sink.Findings,
    };
}
