using System.Text.Json;

namespace Pulp.Plugins.Ansible.Galaxy;

/// <summary>
/// Finds half characters in JSON: the parser accepts an escape like <c>\ud800</c> alone, and fails later, wherever the text is first used.
/// </summary>
internal static class JsonTexts
{
    private const int MaximumDepth = 1000;

    /// <summary>Tells whether all names and texts can be used. What is no JSON at all is left to the parser.</summary>
    public static bool AreWhole(ReadOnlySpan<byte> json)
    {
        if (json.IndexOf("\\ud"u8) < 0 && json.IndexOf("\\uD"u8) < 0)
            return true;
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaximumDepth });
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped)
                    _ = reader.GetString();
            }
        }
        catch (InvalidOperationException)
        {
            return false;
        }
        catch (JsonException)
        {
            return true;
        }

        return true;
    }
}
