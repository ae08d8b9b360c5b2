namespace Pulp.Plugins;

/// <summary>
/// Names the class that maps a plugin's protocol endpoints.
/// </summary>
/// <remarks>By name and not by type, so that an application without the ASP.NET Core runtime can load the plugin's models and sync.</remarks>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class PulpEndpointsAttribute : Attribute
{
    /// <summary>Initializes the attribute.</summary>
    /// <param name="typeName">The full name of a class in the same assembly, derived from <c>Pulp.AspNetCore</c>'s <c>PluginEndpoints</c>.</param>
    public PulpEndpointsAttribute(string typeName) => TypeName = typeName;

    /// <summary>Gets the full name of the class.</summary>
    public string TypeName { get; }
}
