namespace Pulp.Plugins;

/// <summary>
/// Declares everything a plugin brings: one class per assembly, found by type.
/// </summary>
/// <remarks>
/// Registered at compile time with <c>AddPlugin&lt;T&gt;()</c> or loaded at run time from its own folder; the same code serves both.
/// Needs a public constructor without parameters, which runs before the container is built.
/// </remarks>
public abstract class PulpPlugin
{
    /// <summary>Gets the label: lower-case letters, digits and underscore. It is the first part of type names, REST paths, PRNs and permissions.</summary>
    public abstract string Label { get; }

    /// <summary>Declares content types, remotes, repositories, distributions, publications, guards, resources and services.</summary>
    /// <param name="plugin">Takes the declarations.</param>
    public abstract void Configure(PluginBuilder plugin);
}
