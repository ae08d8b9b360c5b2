using System.Text;
using System.Text.Json;
using Pulp.Plugins.Ansible.Galaxy;

namespace Pulp.Plugins.Ansible.Archives;

/// <summary>
/// Reads the JSON files of a collection strictly.
/// </summary>
internal static class JsonDocuments
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 32, AllowDuplicateProperties = false };
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a file that must hold an object.</summary>
    /// <exception cref="CollectionRefusedException">It does not.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> utf8, string name, Findings findings)
    {
        try
        {
            StrictUtf8.GetCharCount(utf8.Span);
            if (!JsonTexts.AreWhole(utf8.Span))
                throw new JsonException("A text holds half a character.");
            var document = JsonDocument.Parse(utf8, Options);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                return document;
            document.Dispose();
            throw findings.Refused($"{name} must hold a JSON object. Build the archive with 'ansible-galaxy collection build'.");
        }
        catch (JsonException malformed)
        {
            throw findings.Refused($"{name} is no acceptable JSON: {malformed.Message} Build the archive with 'ansible-galaxy collection build'.", malformed);
        }
        catch (DecoderFallbackException invalid)
        {
            throw findings.Refused($"{name} is not in UTF-8. Build the archive with 'ansible-galaxy collection build'.", invalid);
        }
    }

    public static string? Text(JsonElement parent, string name) => parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
