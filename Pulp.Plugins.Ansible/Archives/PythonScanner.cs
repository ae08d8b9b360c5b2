namespace Pulp.Plugins.Ansible.Archives;

/// <summary>
/// Finds assignments of string literals to names at the beginning of lines in Python source, or in classes as well when it is to look at indented
/// lines too: one pass, comments and strings skipped.
/// </summary>
internal sealed class PythonScanner(string source, bool isIndented = false)
{
    private int at;
    private bool atLineStart = true;

    /// <summary>Moves behind the next assignment.</summary>
    /// <returns>Name and value; null when there is none left.</returns>
    public (string Name, string Value)? NextAssignment()
    {
        while (at < source.Length)
        {
            if (atLineStart && isIndented)
                SkipBlanks(ref at);
            if (atLineStart && TryReadAssignment() is { } assignment)
                return assignment;
            if (at < source.Length)
                Skip();
        }

        return null;
    }

    // A character, a comment or a string.
    private void Skip()
    {
        var c = source[at];
        atLineStart = false;
        switch (c)
        {
            case '\n':
                at++;
                atLineStart = true;
                break;
            case '#':
                var end = source.IndexOf('\n', at);
                at = end < 0 ? source.Length : end;
                break;
            case '\'' or '"':
                PythonLiteral.TryRead(source, ref at, isRaw: true, out _);
                break;
            default:
                at++;
                break;
        }
    }

    private (string Name, string Value)? TryReadAssignment()
    {
        var position = at;
        while (position < source.Length && (char.IsAsciiLetterOrDigit(source[position]) || source[position] == '_'))
            position++;
        if (position == at || char.IsAsciiDigit(source[at]))
            return null;
        var name = source[at..position];
        SkipBlanks(ref position);
        if (position >= source.Length || source[position] != '=')
            return null;
        position++;
        SkipBlanks(ref position);
        var isRaw = false;
        for (var prefix = 0; prefix < 2 && position < source.Length && source[position] is 'r' or 'R' or 'u' or 'U' or 'b' or 'B'; prefix++)
            isRaw |= source[position++] is 'r' or 'R';
        if (position >= source.Length || source[position] is not ('\'' or '"') || !PythonLiteral.TryRead(source, ref position, isRaw, out var value))
            return null;
        at = position;
        atLineStart = false;
        return (name, value);
    }

    private void SkipBlanks(ref int position)
    {
        while (position < source.Length && source[position] is ' ' or '\t')
            position++;
    }
}
