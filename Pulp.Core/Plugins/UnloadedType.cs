namespace Pulp.Plugins;

/// <summary>
/// Tells how much is kept of a type that no loaded plugin declares.
/// </summary>
/// <param name="Kind"><c>content</c>, or the kind of the resource, for example <c>repository</c>.</param>
/// <param name="Name">The full name, for example <c>rpm.package</c>.</param>
/// <param name="Count">How many units or resources.</param>
public sealed record UnloadedType(string Kind, string Name, long Count)
{
    /// <summary>The kind of units.</summary>
    public const string Content = "content";

    /// <summary>Gets the label of the plugin that declared it.</summary>
    public string Label => Name.Split('.')[0];
}
