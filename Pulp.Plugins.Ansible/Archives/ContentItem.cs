namespace Pulp.Plugins.Ansible.Archives;

/// <summary>
/// Represents a part of a collection that playbooks use: a module, plugin, role or playbook.
/// </summary>
/// <param name="Type">Galaxy's name of its kind, for example <c>module</c>.</param>
/// <param name="Name">Its name within the collection.</param>
internal sealed record ContentItem(string Type, string Name)
{
    /// <summary>Gets its short description, if it has one.</summary>
    public string? Description { get; init; }

    /// <summary>Gets what it documents of itself, as JSON in UTF-8; empty when it does not.</summary>
    public ReadOnlyMemory<byte> DocStrings { get; init; }

    /// <summary>Gets the text of a role's README, if it has one.</summary>
    public string? Readme { get; init; }
}
