namespace Pulp.Plugins.Ansible.Yaml;

/// <summary>
/// Bounds what a YAML document may cost its reader.
/// </summary>
internal sealed record YamlLimits
{
    public static YamlLimits Default { get; } = new();

    /// <summary>Gets the largest number of characters.</summary>
    public int MaxLength { get; init; } = 4 * 1024 * 1024;

    /// <summary>Gets the largest number of values, those counted again that aliases repeat.</summary>
    public int MaxNodes { get; init; } = 200_000;

    /// <summary>Gets how deep lists and mappings may be nested.</summary>
    public int MaxDepth { get; init; } = 64;
}
