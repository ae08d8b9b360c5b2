using System.Runtime.CompilerServices;
using Pulp.Stores;

namespace Pulp.Plugins;

/// <summary>
/// Knows what is kept of plugins that are not loaded: it is safe from everything but <see cref="PurgeAsync"/>, and there again with the plugin.
/// </summary>
/// <remarks>Looked up at start, and told to <see cref="PluginCatalog"/>. Safe to use concurrently.</remarks>
public sealed class UnloadedPlugins : IStartupStep
{
    private const int BatchSize = 1000;
    private readonly IPulpDatabase database;
    private readonly PluginCatalog catalog;
    private IReadOnlyDictionary<(Guid DomainId, string BasePath), string> labels = new Dictionary<(Guid, string), string>();

    /// <summary>Initializes the service.</summary>
    /// <param name="database">Where it is kept.</param>
    /// <param name="catalog">Takes what is found.</param>
    public UnloadedPlugins(IPulpDatabase database, PluginCatalog catalog)
    {
        this.database = database;
        this.catalog = catalog;
    }

    int IStartupStep.Order => 20;

    Task IStartupStep.RunAsync(CancellationToken cancellationToken) => RefreshAsync(cancellationToken);

    /// <summary>Looks what is kept, and tells the catalog of plugins.</summary>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>What is kept, by type.</returns>
    /// <exception cref="StoreException">The database cannot be read.</exception>
    public async Task<IReadOnlyList<UnloadedType>> RefreshAsync(CancellationToken cancellationToken = default)
    {
        var (types, paths) = await database.ReadAsync(
            static async session => (await session.Unloaded.CountAsync().ConfigureAwait(false), await session.Unloaded.BasePathsAsync().ConfigureAwait(false)), cancellationToken).ConfigureAwait(false);
        Volatile.Write(ref labels, paths.ToDictionary(path => (path.DomainId, path.BasePath), path => path.Type.Split('.')[0]));
        catalog.ReportKept(types);
        return types;
    }

    /// <summary>Finds the plugin that serves a path when it is loaded.</summary>
    /// <param name="domainId">The domain.</param>
    /// <param name="path">A path without leading slash, that begins with the base path of a distribution.</param>
    /// <returns>What became of the plugin, or null when the path is of none that is not loaded.</returns>
    public PluginStatus? FindByPath(Guid domainId, string path)
    {
        var known = Volatile.Read(ref labels);
        for (var end = path.Length; known.Count > 0 && end > 0; end = path.LastIndexOf('/', end - 1))
        {
            if (known.TryGetValue((domainId, path[..end]), out var label))
                return Find(label);
        }

        return null;
    }

    // The label of a plugin that serves a base path which the given one would hide or be hidden by.
    internal string? FindOverlap(Guid domainId, string basePath) => FindByPath(domainId, basePath)?.Label
        ?? Volatile.Read(ref labels).FirstOrDefault(known => known.Key.DomainId == domainId && known.Key.BasePath.StartsWith(basePath + "/", StringComparison.Ordinal)).Value;

    /// <summary>Finds a plugin that is not loaded.</summary>
    /// <param name="label">Its label.</param>
    /// <returns>What became of it, or null when it is loaded or nobody knows of it.</returns>
    public PluginStatus? Find(string label)
    {
        var all = catalog.Plugins.Where(plugin => plugin.Label == label).ToList();
        return all.Exists(plugin => plugin.State is PluginState.Loaded or PluginState.Malfunctioned) ? null : all.FirstOrDefault();
    }

    /// <summary>Reads the units of a plugin as they are stored.</summary>
    /// <param name="label">The plugin's label.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The units, in the order they came.</returns>
    /// <exception cref="StoreException">The database cannot be read.</exception>
    public async IAsyncEnumerable<UnloadedUnit> UnitsAsync(string label, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var after = 0L;
        while (true)
        {
            var from = after;
            var units = await database.ReadAsync(session => session.Unloaded.ReadUnitsAsync(label, from, BatchSize), cancellationToken).ConfigureAwait(false);
            foreach (var unit in units)
                yield return unit;
            if (units.Count < BatchSize)
                yield break;
            after = units[^1].StoreKey;
        }
    }

    /// <summary>Deletes all that is kept of a plugin; types of it that are loaded are left alone. Files that nothing needs any more go with the next cleanup of orphans.</summary>
    /// <param name="label">The plugin's label.</param>
    /// <param name="cancellationToken">Cancels between parts; what is deleted already stays so.</param>
    /// <returns>How many units and resources were deleted.</returns>
    /// <exception cref="StoreException">Something of another plugin needs a part of it, or the database failed.</exception>
    public async Task<long> PurgeAsync(string label, CancellationToken cancellationToken = default)
    {
        var before = await CountAsync().ConfigureAwait(false);
        while (await database.WriteAsync(session => session.Unloaded.PurgeAsync(label, BatchSize), cancellationToken).ConfigureAwait(false) > 0)
            cancellationToken.ThrowIfCancellationRequested();
        return before - await CountAsync().ConfigureAwait(false);

        async Task<long> CountAsync() => (await RefreshAsync(cancellationToken).ConfigureAwait(false)).Where(type => type.Label == label).Sum(type => type.Count);
    }
}
