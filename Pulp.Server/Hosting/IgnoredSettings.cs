using Pulp.Server.Settings;

namespace Pulp.Server.Hosting;

/// <summary>
/// Names in the log the settings of plugins that are not there. A plugin is removed without its settings, so they stop no start.
/// </summary>
internal sealed partial class IgnoredSettings : IHostedService
{
    private readonly IReadOnlyList<PluginSetting> settings;
    private readonly ILogger<IgnoredSettings> logger;

    public IgnoredSettings(IReadOnlyList<PluginSetting> settings, ILogger<IgnoredSettings> logger) => (this.settings, this.logger) = (settings, logger);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var setting in settings)
            LogIgnored(logger, setting.Label, setting.Name, setting.Source);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(1110, LogLevel.Warning, "The setting {Label}.{Name} ({Source}) is ignored: there is no plugin '{Label}'")]
    private static partial void LogIgnored(ILogger logger, string label, string name, string source);
}
