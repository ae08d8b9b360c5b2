namespace Pulp.Plugins.Python.Metadata;

/// <summary>Reads the grammar of PEP 508 by recursive descent, with a bound on nesting.</summary>
internal sealed class RequirementParser
{
    private const int MaxNesting = 50;

    private static readonly string[] Comparisons = ["===", "==", "~=", "!=", "<=", ">=", "<", ">"];

    private readonly string _text;
    private int _at;
    private int _nesting;

    private RequirementParser(string text)
    {
        if (text.Length > Requirement.MaxLength)
        {
            throw new PackageFormatException("Requirement", text, $"a requirement has at most {Requirement.MaxLength} characters");
        }

        _text = text;
    }

    public static Requirement Parse(string text)
    {
        var parser = new RequirementParser(text);
        var requirement = parser.ReadRequirement();
        parser.SkipSpace();
        return parser.AtEnd ? requirement : throw parser.Expected("the end of the requirement");
    }

    public static Marker ParseMarker(string text)
    {
        var parser = new RequirementParser(text);
        var marker = parser.ReadMarker();
        return parser.AtEnd ? marker : throw parser.Expected("'and', 'or' or the end of the marker");
    }

    private bool AtEnd => _at >= _text.Length;

    private char Current => AtEnd ? '\0' : _text[_at];

    private Requirement ReadRequirement()
    {
        SkipSpace();
        if (!ProjectName.TryParse(ReadIdentifier(), out var name))
        {
            throw Expected("a project name");
        }

        SkipSpace();
        var extras = ReadExtras();
        SkipSpace();
        string? url = null;
        var specifier = SpecifierSet.Any;
        if (Take('@'))
        {
            url = ReadUrl();
        }
        else
        {
            specifier = ReadSpecifier();
        }

        SkipSpace();
        var marker = Take(';') ? ReadMarker() : null;
        return new Requirement(name, extras, specifier, url, marker);
    }

    private List<string> ReadExtras()
    {
        var extras = new List<string>();
        if (!Take('['))
        {
            return extras;
        }

        SkipSpace();
        while (!Take(']'))
        {
            if (extras.Count > 0)
            {
                Require(',', "',' or ']' after an extra");
                SkipSpace();
            }

            var extra = ReadIdentifier();
            extras.Add(ProjectName.IsValid(extra) ? extra : throw Expected("the name of an extra"));
            SkipSpace();
        }

        return extras;
    }

    private string ReadUrl()
    {
        SkipSpace();
        var start = _at;
        while (!AtEnd && Current is not (' ' or '\t'))
        {
            _at++;
        }

        return _at > start ? _text[start.._at] : throw Expected("a URL after '@'");
    }

    private SpecifierSet ReadSpecifier()
    {
        var start = _at;
        var inParentheses = Take('(');
        var from = _at;
        while (!AtEnd && Current is not ';' && !(inParentheses && Current == ')'))
        {
            _at++;
        }

        var list = _text[from.._at];
        if (inParentheses)
        {
            Require(')', "')' after the version specifier");
        }

        if (SpecifierSet.TryParse(list, out var set) && (inParentheses || !list.Contains('(', StringComparison.Ordinal)))
        {
            return set;
        }

        _at = start;
        throw Expected("a version specifier such as '>=1.2,<2', '@' and a URL, ';' and a marker, or the end");
    }

    private Marker ReadMarker()
    {
        SkipSpace();
        var start = _at;
        var root = ReadAlternatives();
        return new Marker(root, _text[start.._at].TrimEnd());
    }

    private MarkerNode ReadAlternatives()
    {
        var nodes = new List<MarkerNode> { ReadConditions() };
        while (TakeWord("or"))
        {
            nodes.Add(ReadConditions());
        }

        return nodes.Count == 1 ? nodes[0] : new MarkerGroup(any: true, nodes);
    }

    private MarkerNode ReadConditions()
    {
        var nodes = new List<MarkerNode> { ReadAtom() };
        while (TakeWord("and"))
        {
            nodes.Add(ReadAtom());
        }

        return nodes.Count == 1 ? nodes[0] : new MarkerGroup(any: false, nodes);
    }

    private MarkerNode ReadAtom()
    {
        SkipSpace();
        MarkerNode node;
        if (Take('('))
        {
            if (++_nesting > MaxNesting)
            {
                throw Expected($"at most {MaxNesting} nested parentheses");
            }

            node = ReadAlternatives();
            Require(')', "')' after the marker expression");
            _nesting--;
        }
        else
        {
            var left = ReadOperand();
            var comparison = ReadComparison();
            node = new MarkerComparison(left, comparison, ReadOperand());
        }

        SkipSpace();
        return node;
    }

    private MarkerOperand ReadOperand()
    {
        SkipSpace();
        if (Current is '\'' or '"')
        {
            var quote = Current;
            var end = _text.IndexOf(quote, _at + 1);
            if (end < 0)
            {
                throw Expected("a closing quote");
            }

            var value = _text[(_at + 1)..end];
            _at = end + 1;
            return new MarkerOperand(value, IsVariable: false);
        }

        var start = _at;
        var name = ReadIdentifier().Replace('.', '_');
        name = name == "python_implementation" ? "platform_python_implementation" : name;
        if (name == "extra" || MarkerEnvironment.Variables.Contains(name))
        {
            return new MarkerOperand(name, IsVariable: true);
        }

        _at = start;
        throw Expected("an environment marker such as python_version, or a quoted text");
    }

    private string ReadComparison()
    {
        SkipSpace();
        foreach (var comparison in Comparisons)
        {
            if (string.CompareOrdinal(_text, _at, comparison, 0, comparison.Length) == 0)
            {
                _at += comparison.Length;
                return comparison;
            }
        }

        if (TakeWord("in"))
        {
            return "in";
        }

        return TakeWord("not") && Current is ' ' or '\t' && TakeWord("in")
            ? "not in"
            : throw Expected("one of ==, !=, <=, >=, <, >, ~=, ===, in, not in");
    }

    private string ReadIdentifier()
    {
        var start = _at;
        while (!AtEnd && (char.IsAsciiLetterOrDigit(Current) || Current is '.' or '_' or '-'))
        {
            _at++;
        }

        return _text[start.._at];
    }

    private bool TakeWord(string word)
    {
        SkipSpace();
        var end = _at + word.Length;
        if (string.CompareOrdinal(_text, _at, word, 0, word.Length) != 0
            || (end < _text.Length && (char.IsAsciiLetterOrDigit(_text[end]) || _text[end] == '_')))
        {
            return false;
        }

        _at = end;
        return true;
    }

    private bool Take(char c)
    {
        if (Current != c || AtEnd)
        {
            return false;
        }

        _at++;
        return true;
    }

    private void Require(char c, string expected)
    {
        SkipSpace();
        if (!Take(c))
        {
            throw Expected(expected);
        }
    }

    private void SkipSpace()
    {
        while (Current is ' ' or '\t' && !AtEnd)
        {
            _at++;
        }
    }

    private PackageFormatException Expected(string what) =>
        new("Requirement", _text, $"expected {what} at position {Math.Min(_at, _text.Length)} (PEP 508)");
}
