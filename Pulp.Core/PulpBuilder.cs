using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Pulp.Plugins;
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
        Services.AddSingleton(RegisteredPlugin.Register(plugin, Services));
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
