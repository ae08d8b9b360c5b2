namespace Pulp.Plugins.Ansible.Yaml;

/// <summary>
/// Tells what a YAML value is.
/// </summary>
internal enum YamlKind
{
    /// <summary>A text, number, boolean or null.</summary>
    Scalar,

    /// <summary>A list.</summary>
    Sequence,

    /// <summary>Keys, which are texts, with values.</summary>
    Mapping,
}
