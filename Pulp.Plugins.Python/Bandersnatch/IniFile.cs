namespace Pulp.Plugins.Python.Bandersnatch;

/// <summary>
/// Represents a configuration file in the form Python's <c>configparser</c> reads: sections, <c>key = value</c>, values continued by indentation,
/// comments on lines of their own.
/// </summary>
internal sealed class IniFile
{
    private readonly Dictionary<string, Dictionary<string, List<string>>> sections = new(StringComparer.Ordinal);

    private IniFile()
    {
    }

    /// <summary>Parses a file.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="FormatException">A line fits nowhere; the message names it.</exception>
    public static IniFile Parse(string text)
    {
        var file = new IniFile();
        Dictionary<string, List<string>>? section = null;
        List<string>? value = null;
        var number = 0;
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            number++;
            var content = line.Trim();
            if (content.Length == 0 || content[0] is '#' or ';')
                continue;
            if (char.IsWhiteSpace(line[0]) && value is not null)
                value.Add(content);
            else if (content[0] == '[' && content[^1] == ']')
                (section, value) = (file.SectionOf(content[1..^1].Trim()), null);
            else if (section is not null && content.AsSpan().IndexOfAny('=', ':') is > 0 and var separator)
                value = section[content[..separator].TrimEnd().ToLowerInvariant()] = [content[(separator + 1)..].TrimStart()];
            else
                throw new FormatException(section is null ? $"Line {number} comes before the first [section]." : $"Line {number} is neither 'key = value' nor the continuation of one.");
        }

        return file;
    }

    /// <summary>Gets the names of the sections.</summary>
    public IReadOnlyCollection<string> Sections => sections.Keys;

    /// <summary>Gets whether a section has a key with a value.</summary>
    /// <param name="section">The section.</param>
    /// <param name="key">The key; null for any.</param>
    public bool Has(string section, string? key = null) =>
        sections.TryGetValue(section, out var found) && (key is null ? found.Values.Any(value => IsSet(value)) : found.TryGetValue(key, out var lines) && IsSet(lines));

    /// <summary>Gets a value of one line, or null when it is not set.</summary>
    /// <param name="section">The section.</param>
    /// <param name="key">The key.</param>
    public string? Value(string section, string key) => Lines(section, key) is [var first, ..] ? first : null;

    /// <summary>Gets the lines of a value, without empty ones.</summary>
    /// <param name="section">The section.</param>
    /// <param name="key">The key.</param>
    public IReadOnlyList<string> Lines(string section, string key) =>
        sections.TryGetValue(section, out var found) && found.TryGetValue(key, out var lines) ? [.. lines.Where(line => line.Length > 0)] : [];

    private static bool IsSet(List<string> lines) => lines.Exists(line => line.Length > 0);

    private Dictionary<string, List<string>> SectionOf(string name)
    {
        if (!sections.TryGetValue(name, out var section))
            sections[name] = section = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        return section;
    }
}
