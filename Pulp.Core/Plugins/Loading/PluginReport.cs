using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Pulp.Plugins.Loading;

// Writes one line per plugin to the log when the host starts: loading itself happens before there is a log.
internal sealed partial class PluginReport : IHostedService
{
    private readonly PluginCatalog catalog;
    private readonly ILogger<PluginReport> logger;

    public PluginReport(PluginCatalog catalog, ILogger<PluginReport> logger) => (this.catalog, this.logger) = (catalog, logger);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var plugin in catalog.Plugins)
        {
            if (plugin is { State: PluginState.Loaded, Reason: null })
                Log.Loaded(logger, plugin.Label, plugin.Version, plugin.Duration.TotalMilliseconds);
            else if (plugin.State is PluginState.Loaded or PluginState.Malfunctioned)
                Log.Remark(logger, plugin.Label, plugin.Version, plugin.Reason);
            else
                Log.NotLoaded(logger, plugin.Version is null ? plugin.Label : $"{plugin.Label} {plugin.Version}", plugin.State.ToString().ToLowerInvariant(), plugin.Reason);
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static partial class Log
    {
        [LoggerMessage(1100, LogLevel.Information, "Plugin {Label} {Version} loaded in {Milliseconds:0} ms")]
        public static partial void Loaded(ILogger logger, string label, string? version, double milliseconds);

        [LoggerMessage(1101, LogLevel.Warning, "Plugin {Label} {Version} loaded, but {Reason}")]
        public static partial void Remark(ILogger logger, string label, string? version, string? reason);

        [LoggerMessage(1102, LogLevel.Warning, "Plugin {Plugin} was {State}: {Reason}")]
        public static partial void NotLoaded(ILogger logger, string plugin, string state, string? reason);
    }
}
