using Pulp.Plugins;
using Pulp.Resources;

namespace Pulp.Testing.Plugins;

/// <summary>
/// Tells which plugin is under test, where it lies and what a host of it keeps its data in.
/// </summary>
public abstract class PluginSubject
{
    private readonly Lazy<PulpCatalog> catalog;

    private protected PluginSubject() => catalog = new Lazy<PulpCatalog>(() => PulpCatalog.Create(CreatePlugin()));

    /// <summary>Gets where the plugin lies for a host: a folder with one sub-folder for each plugin, as <c>PulpPluginProject</c> in the test project leaves it.</summary>
    /// <value>Null for a plugin that is part of an application: no host loads it from a folder, and those tests are skipped.</value>
    public virtual string? PluginsFolder => Path.Combine(AppContext.BaseDirectory, "plugins");

    /// <summary>Gets what the plugin declares.</summary>
    internal PulpCatalog Catalog => catalog.Value;

    /// <summary>Gets the label of the plugin.</summary>
    internal string Label => CreatePlugin().Label;

    /// <summary>Makes the plugin.</summary>
    /// <returns>The plugin.</returns>
    public abstract PulpPlugin CreatePlugin();

    /// <summary>Gives a host a database and a place for bytes, for example <c>pulp.UseFolder(folder)</c> of the package Pulp.Data.</summary>
    /// <param name="pulp">The host.</param>
    /// <param name="folder">A folder that is gone after the tests.</param>
    public abstract void AddStorage(PulpBuilder pulp, string folder);

    /// <summary>Gets the types of resources that the plugin declares.</summary>
    internal IEnumerable<ResourceType> ResourceTypes => Catalog.ResourceTypes.Where(type => type.PluginLabel == Label);

    /// <summary>Gets why the plugin does not have what a specification is about.</summary>
    internal string? Lacks(Type specification, string? test = null) => GetType().GetCustomAttributes(typeof(LacksAttribute), inherit: true)
        .Cast<LacksAttribute>()
        .FirstOrDefault(lack => lack.Specification == specification && (lack.Test is null || lack.Test == test))?.Reason;
}
