namespace Pulp.Plugins.Ansible.Naming;

/// <summary>
/// Shortens texts of others, which may be of any length, and never within a character.
/// </summary>
internal static class Excerpt
{
    private const int Quoted = 100;

    /// <summary>Gets a text as it is quoted in a message.</summary>
    public static string Of(string text) => text.Length <= Quoted ? text : Beginning(text, Quoted) + "…";

    /// <summary>Gets the beginning of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="length">How long it is at most.</param>
    public static string Beginning(string text, int length) => text.Length <= length ? text : text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
}
