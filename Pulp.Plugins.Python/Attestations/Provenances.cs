using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Pulp.Plugins.Python.Models;

namespace Pulp.Plugins.Python.Attestations;

/// <summary>
/// Makes provenance objects (PEP 740, "Provenance objects") of what users upload.
/// </summary>
internal static class Provenances
{
    /// <summary>Makes the provenance of an uploaded file.</summary>
    /// <param name="package">The file.</param>
    /// <param name="attestations">The verified attestations.</param>
    /// <param name="userId">Who uploaded it.</param>
    public static PackageProvenance Create(PythonPackage package, JsonElement attestations, long? userId)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteNumber("version", 1);
            json.WriteStartArray("attestation_bundles");
            json.WriteStartObject();
            json.WriteStartObject("publisher");
            json.WriteString("kind", "Pulp User");
            if (userId is { } id)
                json.WriteString("prn", string.Create(CultureInfo.InvariantCulture, $"prn:auth.user:{id}"));
            json.WriteEndObject();
            json.WritePropertyName("attestations");
            attestations.WriteTo(json);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        using var document = JsonDocument.Parse(bytes.WrittenMemory);
        return new PackageProvenance
        {
            PackageSha256 = package.Sha256,
            Filename = package.Filename,
            Name = package.NormalizedName(),
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes.WrittenSpan)),
            Provenance = document.RootElement.Clone(),
        };
    }
}
