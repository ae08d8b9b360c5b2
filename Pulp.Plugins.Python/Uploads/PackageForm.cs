using System.Text.Json;
using Pulp.Digests;
using Pulp.Plugins.Python.Metadata;
using Pulp.Uploads;

namespace Pulp.Plugins.Python.Uploads;

/// <summary>
/// Represents the text fields of an upload as twine and other clients of PyPI's upload API send it. What does not matter here is not kept.
/// </summary>
internal sealed class PackageForm
{
    /// <summary>The most characters the attestations may have.</summary>
    public const int MaximumAttestations = 1024 * 1024;

    private static readonly string[] KnownFields =
        [":action", "protocol_version", "filetype", "metadata_version", "name", "version", "sha256_digest", "md5_digest", "blake2_256_digest", "attestations"];

    private readonly Dictionary<string, string> fields = new(StringComparer.Ordinal);

    /// <summary>Gets whether a field's value is looked at.</summary>
    /// <param name="name">The field.</param>
    public static bool IsKnown(string name) => KnownFields.Contains(name, StringComparer.Ordinal);

    /// <summary>Gets the MD5 the client states, or null.</summary>
    public string? Md5 => Value("md5_digest");

    /// <summary>Gets the BLAKE2b-256 the client states, or null.</summary>
    public string? Blake2 => Value("blake2_256_digest");

    /// <summary>Takes a field.</summary>
    /// <param name="name">The field.</param>
    /// <param name="value">Its value.</param>
    /// <exception cref="ContentRefusedException">The field was there before, with another value.</exception>
    public void Add(string name, string value)
    {
        if (!fields.TryAdd(name, value) && fields[name] != value)
            throw Refuse(name, "This field may be given only once.");
    }

    /// <summary>Checks what can be checked without the file, and what the client says of it.</summary>
    /// <param name="filename">The file's name.</param>
    /// <exception cref="ContentRefusedException">A field is missing or wrong.</exception>
    public void Check(string filename)
    {
        Expect(":action", "file_upload");
        Expect("protocol_version", "1");
        if (Value("metadata_version") is { } metadata && !MetadataVersion.CanBeRead(metadata))
            throw Refuse("metadata_version", $"'{metadata}' is not a known version of core metadata; {MetadataVersion.Readable} is expected.");
        if (!DistributionFileName.IsSafe(filename) || filename.Any(char.IsWhiteSpace))
            throw Refuse("content", "The file name must not hold path separators, spaces or control characters, and has at most 255 characters.");
        if (!IsAccepted(filename))
            throw Refuse("content", $"'{filename}' is not accepted: only wheels (.whl) and source distributions (.tar.gz, .zip) can be uploaded here.");
        var kind = filename.EndsWith(".whl", StringComparison.Ordinal) ? PackageType.Wheel : PackageType.SourceDistribution;
        if (Value("filetype") is { } filetype && PackageTypeNames.FromWireName(filetype) != kind)
            throw Refuse("filetype", $"'{filetype}' does not fit the file name '{filename}', which is that of a {kind.ToWireName()}.");
        RequireHex("sha256_digest", 64, isRequired: true);
        RequireHex("md5_digest", 32, isRequired: false);
        RequireHex("blake2_256_digest", 64, isRequired: false);
    }

    /// <summary>Gets the fields an upload reader is given.</summary>
    /// <exception cref="ContentRefusedException">The attestations are no JSON.</exception>
    public IReadOnlyDictionary<string, JsonElement> ToUploadFields()
    {
        var given = new Dictionary<string, JsonElement>(StringComparer.Ordinal) { ["sha256"] = TextOf(Value("sha256_digest")!) };
        foreach (var name in (string[])["name", "version"])
        {
            if (Value(name) is { } value)
                given[name] = TextOf(value);
        }

        if (Value("attestations") is { } attestations)
            given["attestations"] = Parse(attestations);
        return given;
    }

    /// <summary>Checks a computed digest.</summary>
    /// <param name="field">The field that states it.</param>
    /// <param name="actual">The digest in lower-case hexadecimal.</param>
    /// <exception cref="ContentRefusedException">Another digest was stated.</exception>
    public void CheckDigest(string field, string actual)
    {
        if (Value(field) is { } stated && !string.Equals(stated, actual, StringComparison.OrdinalIgnoreCase))
            throw Refuse(field, $"The file's digest is {actual}, but {stated.ToLowerInvariant()} was given.");
    }

    // As written: pip and others do not see a file whose extension is in capitals.
    private static bool IsAccepted(string filename) => DistributionFileName.ExtensionOf(filename) is ".whl" or ".tar.gz" or ".zip";

    private static JsonElement TextOf(string value) => JsonSerializer.SerializeToElement(value);

    private static ContentRefusedException Refuse(string field, string message) => new(field, message);

    private static JsonElement Parse(string attestations)
    {
        try
        {
            if (attestations.Length > MaximumAttestations)
                throw Refuse("attestations", "Invalid attestations: they are larger than 1 MiB.");
            using var document = JsonDocument.Parse(attestations);
            return document.RootElement.Clone();
        }
        catch (JsonException malformed)
        {
            throw new ContentRefusedException("attestations", "Invalid attestations: the field is not JSON.", malformed);
        }
    }

    private void Expect(string field, string value)
    {
        if (Value(field) is { } given && given != value)
            throw Refuse(field, $"'{given}' is not supported; only '{value}' is.");
    }

    private void RequireHex(string field, int digits, bool isRequired)
    {
        if (Value(field) is not { } value)
        {
            if (isRequired)
                throw Refuse(field, "This field is required.");
        }
        else if (value.Length != digits || !value.All(char.IsAsciiHexDigit))
        {
            throw Refuse(field, $"A digest of {digits} hexadecimal digits is expected.");
        }
    }

    private string? Value(string name) => fields.TryGetValue(name, out var value) && value.Length > 0 ? value : null;
}
