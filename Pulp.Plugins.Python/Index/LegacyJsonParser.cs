using System.Text.Json;
using Pulp.Plugins.Python.Metadata;

namespace Pulp.Plugins.Python.Index;

/// <summary>Reads a document of PyPI's JSON API. Unknown keys are passed over.</summary>
internal sealed class LegacyJsonParser(ProjectPageBuilder page)
{
    private readonly Dictionary<string, IReadOnlyList<IndexFile>> _releases = new(StringComparer.Ordinal);
    private List<IndexFile> _urls = [];
    private LegacyInfoParser? _info;
    private string? _lastRequiresPython;
    private int _count;

    public LegacyProject Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            ReadDocument(ref reader);
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            throw IndexJson.Malformed("the document is not valid JSON, or is cut off", problem);
        }

        if (_info is not { Name: { } name, Version: { } version })
        {
            throw IndexJson.Malformed("a document of the JSON API must have the keys 'info.name' and 'info.version'");
        }

        page.SetName(name);
        var built = page.Build();
        return new LegacyProject
        {
            Info = _info.ToMetadata(name, version),
            IsYanked = _info.IsYanked,
            YankedReason = _info.YankedReason,
            PackageUrl = _info.PackageUrl,
            ReleaseUrl = _info.ReleaseUrl,
            Releases = _releases,
            Urls = _urls,
            LastSerial = built.Project.LastSerial ?? 0,
            Skipped = built.Skipped,
            Findings = built.Findings,
        };
    }

    private void ReadDocument(ref Utf8JsonReader reader)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw IndexJson.Malformed("a document of the JSON API must be a JSON object");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("info"u8))
            {
                reader.Read();
                _info = LegacyInfoParser.Read(ref reader);
            }
            else if (reader.ValueTextEquals("releases"u8))
            {
                reader.Read();
                ReadReleases(ref reader);
            }
            else if (reader.ValueTextEquals("urls"u8))
            {
                reader.Read();
                _urls = ReadFiles(ref reader, null);
            }
            else if (reader.ValueTextEquals("last_serial"u8))
            {
                reader.Read();
                page.LastSerial = IndexJson.Integer(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        // Reads past the end, which must be only white space.
        _ = reader.Read();
    }

    private void ReadReleases(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var version = reader.GetString()!;
            reader.Read();
            _releases[version] = ReadFiles(ref reader, version);
        }
    }

    private List<IndexFile> ReadFiles(ref Utf8JsonReader reader, string? version)
    {
        var files = new List<IndexFile>();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return files;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                reader.Skip();
                page.Skip(null, "a file must be an object");
            }
            else if (ReadFile(ref reader, version) is { } file)
            {
                page.CheckCount(++_count);
                files.Add(file);
            }
        }

        return files;
    }

    private IndexFile? ReadFile(ref Utf8JsonReader reader, string? version)
    {
        var file = default(LegacyJsonFile);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            file.ReadMember(ref reader, ref _lastRequiresPython);
        }

        if (!DistributionFileName.IsSafe(file.FileName))
        {
            page.Skip(file.FileName, "the file has no name, or one that is unsafe");
            return null;
        }

        if (file.Url is null || page.Links.Resolve(file.Url) is not { } url)
        {
            page.Skip(file.FileName, "the file has no URL, or one that is not http(s)");
            return null;
        }

        return file.ToIndexFile(url, version);
    }
}
