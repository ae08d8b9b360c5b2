namespace Pulp.Plugins.Ansible.Yaml;

/// <summary>
/// Reports YAML that is malformed, asks for more than data, or is too much.
/// </summary>
internal sealed class YamlFormatException : PulpException
{
    public YamlFormatException(string rule, long line, Exception? innerException = null)
        : base($"line {line}: {rule}", innerException)
    {
        Rule = rule;
        Line = line;
    }

    /// <summary>Gets what is wrong, as the end of a sentence.</summary>
    public string Rule { get; }

    /// <summary>Gets the line, from 1.</summary>
    public long Line { get; }
}
