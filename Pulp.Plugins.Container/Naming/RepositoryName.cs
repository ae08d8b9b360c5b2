using System.Text.RegularExpressions;

namespace Pulp.Plugins.Container.Naming;

/// <summary>
/// Represents the name of a repository as the distribution specification allows it, for example <c>team/app</c>.
/// </summary>
internal readonly partial record struct RepositoryName
{
    public const int MaximumLength = 255;

    private RepositoryName(string text) => Text = text;

    public string Text { get; }

    public static bool TryParse(string? text, out RepositoryName name)
    {
        var fits = text is { Length: > 0 and <= MaximumLength } && Pattern().IsMatch(text);
        name = fits ? new RepositoryName(text!) : default;
        return fits;
    }

    public override string ToString() => Text;

    [GeneratedRegex(@"^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pattern();
}
