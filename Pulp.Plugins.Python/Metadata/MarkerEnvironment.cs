using System.Collections.Frozen;

namespace Pulp.Plugins.Python.Metadata;

/// <summary>
/// Represents the environment in which requirements are judged (PEP 508, "Environment markers"). A variable without a value is unknown, and a
/// marker that depends on it may hold.
/// </summary>
/// <remarks>
/// Variables: <c>os_name</c>, <c>sys_platform</c>, <c>platform_machine</c>, <c>platform_python_implementation</c>, <c>platform_release</c>,
/// <c>platform_system</c>, <c>platform_version</c>, <c>python_version</c>, <c>python_full_version</c>, <c>implementation_name</c>,
/// <c>implementation_version</c>. The variable <c>extra</c> is not part of the environment: it is given with each question.
/// </remarks>
public sealed class MarkerEnvironment
{
    /// <summary>Gets the names of all variables, in their current spelling.</summary>
    public static IReadOnlySet<string> Variables { get; } = new[]
    {
        "os_name", "sys_platform", "platform_machine", "platform_python_implementation", "platform_release", "platform_system",
        "platform_version", "python_version", "python_full_version", "implementation_name", "implementation_version",
    }.ToFrozenSet(StringComparer.Ordinal);

    private readonly FrozenDictionary<string, string> _values;

    /// <summary>Initializes an environment.</summary>
    /// <param name="values">Values by variable name; what is missing is unknown.</param>
    /// <exception cref="ArgumentException">A name is not one of <see cref="Variables"/>.</exception>
    public MarkerEnvironment(IEnumerable<KeyValuePair<string, string>> values)
    {
        _values = values.ToFrozenDictionary(StringComparer.Ordinal);
        foreach (var name in _values.Keys)
        {
            if (!Variables.Contains(name))
            {
                throw new ArgumentException($"'{name}' is not an environment marker of PEP 508.", nameof(values));
            }
        }
    }

    /// <summary>Gets the environment of which nothing is known: every marker on it may hold. Fit to mirror a dependency closure for all platforms.</summary>
    public static MarkerEnvironment Unspecified { get; } = new([]);

    /// <summary>Gets the environment of CPython on 64-bit Linux.</summary>
    /// <param name="pythonVersion">The interpreter's version, such as <c>3.12</c> or <c>3.12.1</c>.</param>
    public static MarkerEnvironment LinuxCPython(string pythonVersion)
    {
        var parts = pythonVersion.Split('.');
        var full = parts.Length > 2 ? pythonVersion : pythonVersion + ".0";
        return new MarkerEnvironment(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["os_name"] = "posix",
            ["sys_platform"] = "linux",
            ["platform_machine"] = "x86_64",
            ["platform_python_implementation"] = "CPython",
            ["platform_system"] = "Linux",
            ["python_version"] = string.Join('.', parts.Take(2)),
            ["python_full_version"] = full,
            ["implementation_name"] = "cpython",
            ["implementation_version"] = full,
        });
    }

    /// <summary>Gets the value of a variable, or <see langword="null"/> when it is unknown.</summary>
    /// <param name="variable">One of <see cref="Variables"/>.</param>
    public string? this[string variable] => _values.GetValueOrDefault(variable);
}
