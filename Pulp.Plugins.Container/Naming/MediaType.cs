namespace Pulp.Plugins.Container.Naming;

/// <summary>
/// Represents a media type without its parameters (RFC 6838), for example <c>application/json</c>.
/// </summary>
internal readonly record struct MediaType
{
    private const int MaximumLength = 255;

    private MediaType(string text) => Text = text;

    public string Text { get; }

    /// <summary>Reads a media type, as a header or a document states it; parameters are left aside.</summary>
    public static bool TryParse(string? text, out MediaType type)
    {
        type = default;
        if (text is null)
            return false;
        var semicolon = text.IndexOf(';', StringComparison.Ordinal);
        var essence = (semicolon < 0 ? text : text[..semicolon]).Trim(' ', '\t').ToLowerInvariant();
        var slash = essence.IndexOf('/', StringComparison.Ordinal);
        if (essence.Length > MaximumLength || slash <= 0 || !IsName(essence.AsSpan(0, slash)) || !IsName(essence.AsSpan(slash + 1)))
            return false;
        type = new MediaType(essence);
        return true;
    }

    public override string ToString() => Text;

    private static bool IsName(ReadOnlySpan<char> name)
    {
        if (name.IsEmpty || !char.IsAsciiLetterOrDigit(name[0]))
            return false;
        foreach (var c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('!' or '#' or '$' or '&' or '-' or '^' or '_' or '.' or '+'))
                return false;
        }

        return true;
    }
}
