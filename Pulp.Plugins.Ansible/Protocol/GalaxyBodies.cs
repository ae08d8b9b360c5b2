using System.Text.Json;
using Pulp.AspNetCore.Endpoints;
using Pulp.Plugins.Ansible.Galaxy;

namespace Pulp.Plugins.Ansible.Protocol;

/// <summary>
/// Reads the JSON that clients send.
/// </summary>
internal static class GalaxyBodies
{
    public const int MaximumSize = 1024 * 1024;
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 16 };

    /// <summary>Reads an object of at most 1 MiB.</summary>
    /// <exception cref="GalaxyException">It is none.</exception>
    public static async Task<JsonDocument> ReadAsync(EndpointRequest request)
    {
        var buffer = new byte[MaximumSize + 1];
        var read = await request.Http.Request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, request.Cancellation).ConfigureAwait(false);
        if (read > MaximumSize)
            throw new GalaxyException(GalaxyError.TooLarge, "The request has more than 1 MiB.");
        try
        {
            var document = JsonDocument.Parse(buffer.AsMemory(0, read), Strict);
            if (document.RootElement.ValueKind == JsonValueKind.Object && JsonTexts.AreWhole(buffer.AsSpan(0, read)))
                return document;
            document.Dispose();
        }
        catch (JsonException)
        {
            // Answered below, like JSON that is no object, or holds half a character.
        }

        throw new GalaxyException(GalaxyError.Invalid, "A JSON object is expected, whose texts are whole characters.");
    }
}
