using System.Diagnostics.CodeAnalysis;
using YamlDotNet.Core;

namespace Pulp.Plugins.Ansible.Yaml;

/// <summary>
/// Accepts what Ansible's own reader accepts and the parser here does not: lines of a text in double quotes that are not indented.
/// </summary>
/// <remarks>White space at the beginning of such lines does not count (YAML 1.1, "Double quoted style"), so that more of it changes nothing.</remarks>
internal static class YamlQuotes
{
    private const int MaxAttempts = 100;
    private const long MaxWork = 16L << 20;

    /// <summary>Indents the lines of the text in double quotes at which the parser stopped, if that is why it stopped.</summary>
    /// <param name="text">The document.</param>
    /// <param name="problem">Why the parser stopped.</param>
    /// <param name="attempt">How many texts were indented before.</param>
    /// <param name="mended">The document with the lines indented.</param>
    /// <returns>Whether to parse again.</returns>
    public static bool TryIndent(string text, YamlException problem, int attempt, [NotNullWhen(true)] out string? mended)
    {
        mended = null;
        if (attempt >= MaxAttempts || (attempt + 1L) * text.Length > MaxWork || !problem.Message.Contains("wrong indentation", StringComparison.Ordinal))
            return false;
        var start = (int)Math.Min(problem.Start.Index, text.Length);
        if (start == text.Length || text[start] != '"')
            return false;
        var end = EndOf(text, start + 1);
        var indentation = "\n" + new string(' ', (int)Math.Min(problem.Start.Column + 1, 256));
        mended = string.Concat(text.AsSpan(0, start), text[start..end].Replace("\n", indentation, StringComparison.Ordinal), text.AsSpan(end));
        return true;
    }

    private static int EndOf(string text, int at)
    {
        while (at < text.Length && text[at] != '"')
            at += text[at] == '\\' ? 2 : 1;
        return Math.Min(at, text.Length);
    }
}
