using System.Globalization;
using System.Text.Json;
using Pulp.Plugins.Python.Metadata;

namespace Pulp.Plugins.Python.Index;

/// <summary>One file of a document of PyPI's JSON API while it is read.</summary>
internal struct LegacyJsonFile
{
    private IReadOnlyList<IndexHash>? _digests;
    private string? _md5;
    private string? _requiresPython;
    private string? _packageType;
    private string? _pythonVersion;
    private string? _comment;
    private long? _size;
    private string? _uploadTime;
    private bool? _hasSignature;
    private bool _isYanked;
    private string? _yankedReason;

    public string? FileName { get; private set; }

    public string? Url { get; private set; }

    /// <summary>Reads the member whose name the reader is on.</summary>
    public void ReadMember(ref Utf8JsonReader reader, ref string? lastRequiresPython)
    {
        var key = reader.GetString();
        reader.Read();
        switch (key)
        {
            case "filename":
                FileName = IndexJson.String(ref reader);
                break;
            case "url":
                Url = IndexJson.String(ref reader);
                break;
            case "digests":
                _digests = IndexJson.Hashes(ref reader);
                break;
            case "md5_digest":
                _md5 = IndexJson.String(ref reader);
                break;
            case "requires_python":
                _requiresPython = reader.TokenType == JsonTokenType.Null ? null : IndexJson.String(ref reader, ref lastRequiresPython);
                break;
            case "packagetype":
                _packageType = IndexJson.String(ref reader);
                break;
            case "python_version":
                _pythonVersion = IndexJson.String(ref reader);
                break;
            case "comment_text":
                _comment = IndexJson.String(ref reader);
                break;
            case "size":
                _size = IndexJson.Integer(ref reader) is >= 0 and var size ? size : null;
                break;
            case "upload_time_iso_8601":
                _uploadTime = IndexJson.String(ref reader);
                break;
            case "upload_time":
                _uploadTime ??= IndexJson.String(ref reader);
                break;
            case "has_sig":
                _hasSignature = reader.TokenType == JsonTokenType.True;
                reader.Skip();
                break;
            case "yanked":
                (_isYanked, _) = IndexJson.Yanked(ref reader);
                break;
            case "yanked_reason":
                _yankedReason = IndexJson.String(ref reader);
                break;
            default:
                reader.Skip();
                break;
        }
    }

    public readonly IndexFile ToIndexFile(string url, string? version) => new()
    {
        FileName = FileName!,
        Url = url,
        Hashes = _digests is { Count: > 0 } ? _digests : _md5 is { Length: > 0 } md5 ? [new IndexHash("md5", md5)] : [],
        RequiresPython = string.IsNullOrEmpty(_requiresPython) ? null : _requiresPython,
        Size = _size,
        UploadTime = DateTimeOffset.TryParse(_uploadTime, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null,
        IsYanked = _isYanked,
        YankedReason = _isYanked && !string.IsNullOrEmpty(_yankedReason) ? _yankedReason : null,
        HasSignature = _hasSignature,
        Version = version,
        PackageType = PackageTypeNames.FromWireName(_packageType),
        PythonVersionTag = _pythonVersion,
        Comment = _comment,
    };
}
