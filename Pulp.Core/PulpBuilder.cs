using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Pulp.Plugins;
using Pulp.Plugins.Loading;
using Pulp.Secrets;
using Pulp.Storage;

namespace Pulp;

/// <summary>
/// Adds plugins and providers to a Pulp; what <see cref="PulpServiceCollectionExtensions.AddPulp"/> returns.
/// </summary>
public sealed class PulpBuilder
{
    internal PulpBuilder(IServiceCollection services) => Services = services;

    /// <summary>Gets the services of the host.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Adds a plugin that the application references.</summary>
    /// <typeparam name="T">The plugin.</typeparam>
    /// <returns>This builder.</returns>
    /// <exception cref="PluginException">The plugin declares something the host cannot accept.</exception>
    public PulpBuilder AddPlugin<T>()
        where T : PulpPlugin, new() => AddPlugin(new T());

    /// <summary>Adds a plugin.</summary>
    /// <param name="plugin">The plugin.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="PluginException">The plugin declares something the host cannot accept.</exception>
    public PulpBuilder AddPlugin(PulpPlugin plugin)
    {
        var started = Stopwatch.GetTimestamp();
        if (RegisteredPlugin.In(Services).FirstOrDefault(other => other.Label == plugin.Label) is { } same)
            throw new PluginException($"The label '{plugin.Label}' of {plugin.GetType().FullName} is taken by {same.Plugin.GetType().FullName} of {same.Assembly.GetName().Name}.");
        var registered = RegisteredPlugin.Register(plugin, Services);
        Services.AddSingleton(registered);
        Services.AddSingleton(new PluginStatus
        {
            Label = registered.Label,
            Version = registered.Version,
            State = PluginState.Loaded,
            Duration = Stopwatch.GetElapsedTime(started),
        });
        return this;
    }

    /// <summary>Loads the plugins that lie in a folder, one per sub-folder, each with its own copies of its own libraries.</summary>
    /// <param name="folder">The folder; a relative path starts at the application's base directory.</param>
    /// <param name="configure">Changes the settings; null leaves the defaults.</param>
    /// <returns>This builder.</returns>
    /// <remarks>
    /// A sub-folder holds <c>pulp-plugin.json</c>, the plugin and its libraries, as a plugin project's build leaves them; one whose name begins with a dot is passed over.
    /// A plugin that does not fit or fails is left out with a reason, and the others load: see <see cref="PluginCatalog"/>. Plugins load in the order of their labels.
    /// Assemblies of the contract and the host's frameworks are always the host's; a plugin that needs a higher version of one is left out.
    /// </remarks>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A setting has no sense.</exception>
    [RequiresUnreferencedCode("Plugins loaded at run time use types that trimming cannot see. In a trimmed host add plugins with AddPlugin<T>().")]
    [RequiresDynamicCode("Loading assemblies needs a runtime that compiles code. In a host compiled ahead of time add plugins with AddPlugin<T>().")]
    public PulpBuilder AddPluginsFrom(string folder, Action<PluginLoadOptions>? configure = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return AddPluginsFrom([folder], configure);
    }

    /// <summary>Adds the plugins of several folders: of one plugin in more than one folder the highest version, of equal ones that in the folder named first.</summary>
    /// <param name="folders">The folders; see <see cref="AddPluginsFrom(string, Action{PluginLoadOptions}?)"/>.</param>
    /// <param name="configure">Changes the settings; null leaves the defaults.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="DirectoryNotFoundException">A folder does not exist.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A setting has no sense.</exception>
    [RequiresUnreferencedCode("Plugins loaded at run time use types that trimming cannot see. In a trimmed host add plugins with AddPlugin<T>().")]
    [RequiresDynamicCode("Loading assemblies needs a runtime that compiles code. In a host compiled ahead of time add plugins with AddPlugin<T>().")]
    public PulpBuilder AddPluginsFrom(IReadOnlyList<string> folders, Action<PluginLoadOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(folders);
        var options = new PluginLoadOptions();
        configure?.Invoke(options);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.Timeout, TimeSpan.Zero, nameof(options.Timeout));
        foreach (var status in new PluginLoader(Services, options, PluginHost.Current).Load([.. folders.Select(folder => Path.GetFullPath(folder, AppContext.BaseDirectory))]))
            Services.AddSingleton(status);
        return this;
    }

    /// <summary>Keeps the bytes of artifacts in a folder.</summary>
    /// <param name="folder">The folder; made when it is missing.</param>
    /// <returns>This builder.</returns>
    public PulpBuilder UseFileSystemStorage(string folder)
    {
        Services.TryAddSingleton(provider => new FileSystemStorage(new FileSystemStorageOptions { Root = folder }, provider.GetRequiredService<TimeProvider>()));
        Services.TryAddSingleton<IArtifactStorage>(provider => provider.GetRequiredService<FileSystemStorage>());
        return this;
    }

    /// <summary>Encrypts secrets at rest with the keys of a file.</summary>
    /// <param name="path">The file; made with a random key when it is missing, readable by its owner alone.</param>
    /// <returns>This builder.</returns>
    public PulpBuilder UseEncryptionKeyFile(string path)
    {
        Services.TryAddSingleton(_ => EncryptionKeyFile.Open(path));
        return this;
    }
}
