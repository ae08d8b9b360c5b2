using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Pulp.Plugins.Ansible.Naming;

/// <summary>
/// Represents a collection's full name: namespace and name, for example <c>community.general</c>.
/// </summary>
/// <remarks>
/// Both parts are lower-case letters, digits and single underscores, begin with a letter, do not end with an underscore, have 2 to 64
/// characters, and are no keyword of Python and no device of Windows: collections become Python packages and folders.
/// </remarks>
public readonly partial record struct CollectionName
{
    private const int MaximumLength = 64;

    private static readonly HashSet<string> Keywords = new(StringComparer.Ordinal)
    {
        "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif", "else", "except", "finally", "for", "from", "global",
        "if", "import", "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
    };

    // No folder can have these names on Windows.
    private static readonly HashSet<string> Devices = new(
        [.. (IEnumerable<string>)["con", "prn", "aux", "nul"], .. Enumerable.Range(1, 9).SelectMany(static number => (IEnumerable<string>)[$"com{number}", $"lpt{number}"])], StringComparer.Ordinal);

    private CollectionName(string @namespace, string name)
    {
        Namespace = @namespace;
        Name = name;
    }

    /// <summary>Gets the namespace.</summary>
    public string Namespace { get; }

    /// <summary>Gets the name within the namespace.</summary>
    public string Name { get; }

    /// <summary>Tells whether a text may be a namespace or a name.</summary>
    /// <param name="part">The text.</param>
    /// <returns>Whether it may.</returns>
    public static bool IsPart([NotNullWhen(true)] string? part) =>
        part is { Length: >= 2 and <= MaximumLength } && Part().IsMatch(part) && !part.Contains("__", StringComparison.Ordinal) && !Keywords.Contains(part) && !Devices.Contains(part);

    /// <summary>Reads a full name.</summary>
    /// <param name="text">The text, for example <c>community.general</c>.</param>
    /// <param name="name">The name.</param>
    /// <returns>Whether the text is one.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out CollectionName name)
    {
        var dot = text?.IndexOf('.', StringComparison.Ordinal) ?? -1;
        name = default;
        return dot > 0 && TryCreate(text![..dot], text[(dot + 1)..], out name);
    }

    /// <summary>Puts a full name together.</summary>
    /// <param name="namespace">The namespace.</param>
    /// <param name="name">The name within it.</param>
    /// <param name="result">The full name.</param>
    /// <returns>Whether both parts are allowed.</returns>
    public static bool TryCreate(string? @namespace, string? name, out CollectionName result)
    {
        var isValid = IsPart(@namespace) && IsPart(name);
        result = isValid ? new CollectionName(@namespace!, name!) : default;
        return isValid;
    }

    /// <summary>Gets the full name.</summary>
    /// <returns>For example <c>community.general</c>.</returns>
    public override string ToString() => $"{Namespace}.{Name}";

    [GeneratedRegex(@"\A[a-z][a-z0-9_]*[a-z0-9]\z", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Part();
}
