namespace Pulp.Plugins.Ansible.Archives;

/// <summary>
/// Holds the documentation that the source of a module or plugin assigns to names at its top level.
/// </summary>
/// <param name="Documentation">What it does and which options it takes, YAML.</param>
/// <param name="Examples">How it is used.</param>
/// <param name="Return">What it returns, YAML.</param>
internal sealed record PythonDocStrings(string? Documentation, string? Examples, string? Return)
{
    /// <summary>Finds the texts in Python source, without running it.</summary>
    public static PythonDocStrings Of(string source)
    {
        string? documentation = null, examples = null, returns = null;
        var scanner = new PythonScanner(source);
        while ((documentation is null || examples is null || returns is null) && scanner.NextAssignment() is var (name, value))
        {
            switch (name)
            {
                case "DOCUMENTATION":
                    documentation ??= value;
                    break;
                case "EXAMPLES":
                    examples ??= value;
                    break;
                case "RETURN":
                    returns ??= value;
                    break;
            }
        }

        return new PythonDocStrings(documentation, examples, returns);
    }
}
