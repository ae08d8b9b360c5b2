namespace Pulp.Plugins;

/// <summary>
/// States the version of the plugin contract: on the host's core what it offers, on a plugin what it was built for.
/// </summary>
/// <remarks>A plugin loads when its major version is the host's and its minor version is not higher.</remarks>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class PulpContractAttribute : Attribute
{
    /// <summary>Initializes the attribute.</summary>
    /// <param name="major">Grows when plugins must be changed.</param>
    /// <param name="minor">Grows when the contract gains something.</param>
    public PulpContractAttribute(int major, int minor) => (Major, Minor) = (major, minor);

    /// <summary>Gets the major version.</summary>
    public int Major { get; }

    /// <summary>Gets the minor version.</summary>
    public int Minor { get; }
}
