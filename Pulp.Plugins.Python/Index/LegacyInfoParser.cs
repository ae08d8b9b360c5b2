using System.Text.Json;
using Pulp.Plugins.Python.Metadata;

namespace Pulp.Plugins.Python.Index;

/// <summary>Reads the member <c>info</c> of a document of PyPI's JSON API.</summary>
internal sealed class LegacyInfoParser
{
    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> _lists = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _projectUrls = new(StringComparer.Ordinal);

    private LegacyInfoParser()
    {
    }

    public string? Name => Text("name");

    public string? Version => Text("version");

    public string? PackageUrl => Text("package_url");

    public string? ReleaseUrl => Text("release_url");

    public bool IsYanked { get; private set; }

    public string? YankedReason => IsYanked ? Text("yanked_reason") : null;

    public static LegacyInfoParser Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw IndexJson.Malformed("the key 'info' must be an object");
        }

        var info = new LegacyInfoParser();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.GetString()!;
            reader.Read();
            info.ReadValue(ref reader, key);
        }

        return info;
    }

    public CoreMetadata ToMetadata(string name, string version) => new()
    {
        Name = name,
        Version = version,
        MetadataVersion = Text("metadata_version"),
        Summary = Text("summary"),
        Description = Text("description"),
        DescriptionContentType = Text("description_content_type"),
        Keywords = Text("keywords"),
        HomePage = Text("home_page"),
        DownloadUrl = Text("download_url"),
        Author = Text("author"),
        AuthorEmail = Text("author_email"),
        Maintainer = Text("maintainer"),
        MaintainerEmail = Text("maintainer_email"),
        License = Text("license"),
        LicenseExpression = Text("license_expression"),
        LicenseFiles = List("license_files"),
        Platforms = Text("platform") is { } platform ? [platform] : List("platform"),
        Classifiers = List("classifiers"),
        RequiresPython = Text("requires_python"),
        RequiresDist = List("requires_dist"),
        ProvidesExtras = List("provides_extra"),
        Dynamic = List("dynamic"),
        ProjectUrls = _projectUrls,
    };

    private void ReadValue(ref Utf8JsonReader reader, string key)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                _texts[key] = reader.GetString()!;
                break;
            case JsonTokenType.StartArray:
                IndexJson.Strings(ref reader, _lists[key] = []);
                break;
            case JsonTokenType.StartObject when key == "project_urls":
                ReadProjectUrls(ref reader);
                break;
            case JsonTokenType.True when key == "yanked":
                IsYanked = true;
                break;
            default:
                reader.Skip();
                break;
        }
    }

    private void ReadProjectUrls(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var label = reader.GetString()!;
            reader.Read();
            if (IndexJson.String(ref reader) is { } url)
            {
                _projectUrls[label] = url;
            }
        }
    }

    private string? Text(string key) => _texts.TryGetValue(key, out var text) && text is not ("" or "UNKNOWN") ? text : null;

    private List<string> List(string key) => _lists.TryGetValue(key, out var list) ? list : [];
}
