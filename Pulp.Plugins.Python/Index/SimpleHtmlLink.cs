using System.Buffers;
using System.Text;

namespace Pulp.Plugins.Python.Index;

/// <summary>The attributes of one link on a project page.</summary>
internal struct SimpleHtmlLink
{
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");

    private string? _requiresPython;
    private CoreMetadataFile? _coreMetadata;
    private CoreMetadataFile? _oldCoreMetadata;
    private string? _yanked;
    private string? _provenance;
    private bool? _hasSignature;

    public string? Href { get; private set; }

    /// <summary>Reads an attribute; of several with one name the first counts.</summary>
    public void Read(ReadOnlySpan<byte> name, ReadOnlySpan<byte> page, in HtmlAttributes attributes, int index)
    {
        if (Ascii.EqualsIgnoreCase(name, "href"u8))
        {
            Href ??= attributes.Value(page, index);
        }
        else if (name.Length < 5 || !Ascii.EqualsIgnoreCase(name[..5], "data-"u8))
        {
            return;
        }
        else if (Ascii.EqualsIgnoreCase(name, "data-requires-python"u8))
        {
            _requiresPython ??= attributes.Value(page, index);
        }
        else if (Ascii.EqualsIgnoreCase(name, "data-core-metadata"u8))
        {
            _coreMetadata ??= ParseMetadata(attributes.Value(page, index));
        }
        else if (Ascii.EqualsIgnoreCase(name, "data-dist-info-metadata"u8))
        {
            _oldCoreMetadata ??= ParseMetadata(attributes.Value(page, index));
        }
        else if (Ascii.EqualsIgnoreCase(name, "data-yanked"u8))
        {
            _yanked ??= attributes.Value(page, index);
        }
        else if (Ascii.EqualsIgnoreCase(name, "data-provenance"u8))
        {
            _provenance ??= attributes.Value(page, index);
        }
        else if (Ascii.EqualsIgnoreCase(name, "data-gpg-sig"u8))
        {
            _hasSignature ??= attributes.Value(page, index) switch { "true" => true, "false" => false, _ => null };
        }
    }

    public readonly IndexFile ToIndexFile(string fileName, string url, IndexHash? hash) => new()
    {
        FileName = fileName,
        Url = url,
        Hashes = hash is { } known ? [known] : [],
        RequiresPython = string.IsNullOrEmpty(_requiresPython) ? null : _requiresPython,
        CoreMetadata = _coreMetadata ?? _oldCoreMetadata,
        IsYanked = _yanked is not null,
        YankedReason = string.IsNullOrEmpty(_yanked) ? null : _yanked,
        Provenance = _provenance,
        HasSignature = _hasSignature,
    };

    /// <summary>Reads the hash of a link's fragment, which may stand behind what installers of old put there (<c>egg=…&amp;sha256=…</c>).</summary>
    public static IndexHash? ParseFragment(ReadOnlySpan<char> fragment)
    {
        foreach (var part in fragment.Split('&'))
        {
            if (ParseHash(fragment[part]) is { Algorithm: not ("egg" or "subdirectory") } hash)
            {
                return hash;
            }
        }

        return null;
    }

    // Of "algorithm=hex"; null for everything else.
    private static IndexHash? ParseHash(ReadOnlySpan<char> text)
    {
        var equals = text.IndexOf('=');
        if (equals <= 0)
        {
            return null;
        }

        var value = text[(equals + 1)..];
        if (value.IsEmpty || value.ContainsAnyExcept(HexDigits))
        {
            return null;
        }

        return new IndexHash(text[..equals] is "sha256" ? "sha256" : text[..equals].ToString().ToLowerInvariant(), value.ToString());
    }

    private static CoreMetadataFile ParseMetadata(string value) =>
        ParseHash(value) is { } hash ? new CoreMetadataFile(true, [hash])
        : value is "false" ? CoreMetadataFile.None
        : CoreMetadataFile.Unhashed;
}
