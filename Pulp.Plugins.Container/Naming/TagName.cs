namespace Pulp.Plugins.Container.Naming;

/// <summary>
/// Represents the name of a tag: 1 to 128 letters, digits, <c>_</c>, <c>.</c> and <c>-</c>, the first neither <c>.</c> nor <c>-</c>.
/// </summary>
internal readonly record struct TagName
{
    public const int MaximumLength = 128;

    private TagName(string text) => Text = text;

    public string Text { get; }

    public static bool TryParse(string? text, out TagName name)
    {
        var fits = text is { Length: > 0 and <= MaximumLength } && IsWord(text[0]) && text.All(c => IsWord(c) || c is '.' or '-');
        name = fits ? new TagName(text!) : default;
        return fits;
    }

    public override string ToString() => Text;

    private static bool IsWord(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';
}
