using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Pulp.Plugins.Python.Attestations;

/// <summary>
/// Represents one attestation (PEP 740, "Attestation objects"): a signed statement about a file, with the certificate of the signer.
/// </summary>
internal sealed record Attestation
{
    private const string PayloadType = "application/vnd.in-toto+json";
    private static readonly string[] PredicateTypes = ["https://docs.pypi.org/attestations/publish/v1", "https://slsa.dev/provenance/v1"];

    public required byte[] Certificate { get; init; }

    public required byte[] Statement { get; init; }

    public required byte[] Signature { get; init; }

    /// <summary>Gets what is signed: the statement in the Pre-Authentication Encoding of DSSE.</summary>
    public byte[] SignedBytes
    {
        get
        {
            var head = string.Create(CultureInfo.InvariantCulture, $"DSSEv1 {PayloadType.Length} {PayloadType} {Statement.Length} ");
            return [.. Encoding.ASCII.GetBytes(head), .. Statement];
        }
    }

    /// <summary>Reads an attestation and checks that its statement is about a file.</summary>
    /// <param name="json">The attestation.</param>
    /// <param name="filename">The file's name.</param>
    /// <param name="sha256">The file's SHA-256 in hexadecimal.</param>
    /// <exception cref="FormatException">Something is missing, malformed, or about another file.</exception>
    public static Attestation Read(JsonElement json, string filename, string sha256)
    {
        if (!IsObject(json) || !json.TryGetProperty("version", out var version) || version.ValueKind != JsonValueKind.Number || !version.TryGetInt32(out var number) || number != 1)
            throw new FormatException("an attestation is an object with version 1");
        var material = Member(json, "verification_material", JsonValueKind.Object);
        if (Member(material, "transparency_entries", JsonValueKind.Array).GetArrayLength() == 0)
            throw new FormatException("transparency_entries holds at least one entry");
        var envelope = Member(json, "envelope", JsonValueKind.Object);
        var attestation = new Attestation
        {
            Certificate = Bytes(material, "certificate"),
            Statement = Bytes(envelope, "statement"),
            Signature = Bytes(envelope, "signature"),
        };
        CheckStatement(attestation.Statement, filename, sha256);
        return attestation;
    }

    private static void CheckStatement(byte[] bytes, string filename, string sha256)
    {
        using var document = Parse(bytes);
        var statement = document.RootElement;
        if (!IsObject(statement) || Member(statement, "_type", JsonValueKind.String).GetString() != "https://in-toto.io/Statement/v1")
            throw new FormatException("the statement is an in-toto statement of version 1");
        if (!PredicateTypes.Contains(Member(statement, "predicateType", JsonValueKind.String).GetString(), StringComparer.Ordinal))
            throw new FormatException($"the predicate type is one of {string.Join(", ", PredicateTypes)}");
        var subjects = Member(statement, "subject", JsonValueKind.Array);
        if (subjects.GetArrayLength() != 1 || !IsObject(subjects[0]))
            throw new FormatException("the statement has one subject");
        if (Member(subjects[0], "name", JsonValueKind.String).GetString() is not { } name || !IsSameFile(name, filename))
            throw new FormatException($"the subject is the file '{filename}'");
        if (!string.Equals(Member(Member(subjects[0], "digest", JsonValueKind.Object), "sha256", JsonValueKind.String).GetString(), sha256, StringComparison.OrdinalIgnoreCase))
            throw new FormatException($"the subject's digest is the file's SHA-256, {sha256}");
    }

    // Names and versions may be spelled in several ways (PEP 740, "Upload endpoint changes").
    private static bool IsSameFile(string left, string right) =>
        left == right || (Metadata.DistributionFileName.TryParse(left, out var first) && Metadata.DistributionFileName.TryParse(right, out var second)
            && first.PackageType == second.PackageType && first.NormalizedName == second.NormalizedName
            && Metadata.DistributionReader.SameVersion(first.Version, second.Version)
            && first.BuildTag == second.BuildTag && first.PythonTags.SequenceEqual(second.PythonTags) && first.AbiTags.SequenceEqual(second.AbiTags) && first.PlatformTags.SequenceEqual(second.PlatformTags));

    private static JsonDocument Parse(byte[] bytes)
    {
        try
        {
            return JsonDocument.Parse(bytes);
        }
        catch (JsonException malformed)
        {
            throw new FormatException("the statement is JSON", malformed);
        }
    }

    private static bool IsObject(JsonElement json) => json.ValueKind == JsonValueKind.Object;

    private static JsonElement Member(JsonElement json, string name, JsonValueKind kind) =>
        json.TryGetProperty(name, out var member) && member.ValueKind == kind ? member : throw new FormatException($"'{name}' is required and is {kind.ToString().ToLowerInvariant()}");

    private static byte[] Bytes(JsonElement json, string name) =>
        Member(json, name, JsonValueKind.String).TryGetBytesFromBase64(out var bytes) ? bytes : throw new FormatException($"'{name}' is base64");
}
