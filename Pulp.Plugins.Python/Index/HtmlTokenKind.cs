namespace Pulp.Plugins.Python.Index;

/// <summary>What an <see cref="HtmlTokenizer"/> stands on.</summary>
internal enum HtmlTokenKind
{
    Text,
    StartTag,
    EndTag,
}
