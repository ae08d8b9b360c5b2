using System.Diagnostics.CodeAnalysis;
using YamlDotNet.Core;

namespace Pulp.Plugins.Ansible.Yaml;

/// <summary>
/// Accepts what Ansible's own reader accepts and the parser here does not: lines of a list or mapping in brackets that are not indented.
/// </summary>
/// <remarks>Within brackets the indentation does not count (YAML 1.1, "Flow styles"), so that more of it changes nothing.</remarks>
internal static class YamlFlows
{
    private const int MaxAttempts = 100;
    private const long MaxWork = 16L << 20;
    private static readonly string Indentation = new(' ', 128);

    /// <summary>Indents the line at whose plain text the parser stopped.</summary>
    /// <param name="text">The document.</param>
    /// <param name="before">Where the last event ended that the parser gave.</param>
    /// <param name="attempt">How many lines were indented before.</param>
    /// <param name="mended">The document with the line indented.</param>
    /// <returns>Whether to parse again.</returns>
    public static bool TryIndent(string text, Mark before, int attempt, [NotNullWhen(true)] out string? mended)
    {
        mended = null;
        if (attempt >= MaxAttempts || (attempt + 1L) * text.Length > MaxWork || before.Index > text.Length)
            return false;

        // The parser may be an item ahead of its events.
        var line = text.IndexOf('\n', (int)before.Index);
        while (line >= 0 && text.AsSpan(line + 1).StartsWith(Indentation, StringComparison.Ordinal))
            line = text.IndexOf('\n', line + 1);
        if (line < 0)
            return false;
        mended = string.Concat(text.AsSpan(0, line + 1), Indentation, text.AsSpan(line + 1));
        return true;
    }
}
