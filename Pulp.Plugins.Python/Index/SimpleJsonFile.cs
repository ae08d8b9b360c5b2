using System.Text.Json;

namespace Pulp.Plugins.Python.Index;

/// <summary>One member of <c>files</c> while it is read.</summary>
internal struct SimpleJsonFile
{
    private IReadOnlyList<IndexHash>? _hashes;
    private string? _requiresPython;
    private CoreMetadataFile? _coreMetadata;
    private CoreMetadataFile? _oldCoreMetadata;
    private long? _size;
    private DateTimeOffset? _uploadTime;
    private bool _isYanked;
    private string? _yankedReason;
    private string? _provenance;
    private bool? _hasSignature;

    public string? FileName { get; private set; }

    public string? Url { get; private set; }

    /// <summary>Reads the member whose name the reader is on; returns false, the reader unmoved, when the name is unknown.</summary>
    public bool TryReadMember(ref Utf8JsonReader reader, ref string? lastRequiresPython)
    {
        if (reader.ValueTextEquals("filename"u8))
        {
            reader.Read();
            FileName = IndexJson.String(ref reader);
        }
        else if (reader.ValueTextEquals("url"u8))
        {
            reader.Read();
            Url = IndexJson.String(ref reader);
        }
        else if (reader.ValueTextEquals("hashes"u8))
        {
            reader.Read();
            _hashes = IndexJson.Hashes(ref reader);
        }
        else if (reader.ValueTextEquals("requires-python"u8))
        {
            reader.Read();
            _requiresPython = reader.TokenType == JsonTokenType.Null ? null : IndexJson.String(ref reader, ref lastRequiresPython);
        }
        else if (reader.ValueTextEquals("core-metadata"u8))
        {
            reader.Read();
            _coreMetadata = IndexJson.CoreMetadata(ref reader);
        }
        else if (reader.ValueTextEquals("dist-info-metadata"u8) || reader.ValueTextEquals("data-dist-info-metadata"u8))
        {
            reader.Read();
            _oldCoreMetadata = IndexJson.CoreMetadata(ref reader);
        }
        else
        {
            return TryReadRarer(ref reader);
        }

        return true;
    }

    public readonly IndexFile ToIndexFile(string url) => new()
    {
        FileName = FileName!,
        Url = url,
        Hashes = _hashes ?? [],
        RequiresPython = _requiresPython,
        CoreMetadata = _coreMetadata ?? _oldCoreMetadata,
        Size = _size,
        UploadTime = _uploadTime,
        IsYanked = _isYanked,
        YankedReason = _yankedReason,
        Provenance = _provenance,
        HasSignature = _hasSignature,
    };

    private bool TryReadRarer(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("size"u8))
        {
            reader.Read();
            _size = IndexJson.Integer(ref reader) is >= 0 and var size ? size : null;
        }
        else if (reader.ValueTextEquals("upload-time"u8))
        {
            reader.Read();
            _uploadTime = reader.TokenType == JsonTokenType.String && reader.TryGetDateTimeOffset(out var time) ? time : null;
            reader.Skip();
        }
        else if (reader.ValueTextEquals("yanked"u8))
        {
            reader.Read();
            (_isYanked, _yankedReason) = IndexJson.Yanked(ref reader);
        }
        else if (reader.ValueTextEquals("provenance"u8))
        {
            reader.Read();
            _provenance = IndexJson.String(ref reader);
        }
        else if (reader.ValueTextEquals("gpg-sig"u8))
        {
            reader.Read();
            _hasSignature = reader.TokenType switch { JsonTokenType.True => true, JsonTokenType.False => false, _ => null };
            reader.Skip();
        }
        else
        {
            return false;
        }

        return true;
    }
}
