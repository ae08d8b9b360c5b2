using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Pulp.Plugins.Loading;

// Runs a background service of a plugin: when it fails, the plugin is reported as malfunctioning and the host goes on.
internal sealed partial class GuardedHostedService : IHostedLifecycleService, IAsyncDisposable, IDisposable
{
    private const string Start = "start";
    private const string Stop = "stop";
    private readonly string label;
    private readonly Func<IHostedService> create;
    private readonly PluginCatalog catalog;
    private readonly ILogger<GuardedHostedService> logger;
    private IHostedService? service;

    public GuardedHostedService(string label, Func<IHostedService> create, PluginCatalog catalog, ILogger<GuardedHostedService> logger) =>
        (this.label, this.create, this.catalog, this.logger) = (label, create, catalog, logger);

    public Task StartingAsync(CancellationToken cancellationToken) => GuardAsync(
        () =>
        {
            service = create();
            return (service as IHostedLifecycleService)?.StartingAsync(cancellationToken);
        },
        Start,
        cancellationToken);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await GuardAsync(() => service?.StartAsync(cancellationToken), Start, cancellationToken).ConfigureAwait(false);
        if (service is BackgroundService { ExecuteTask: { } work })
            _ = WatchAsync(work);
    }

    public Task StartedAsync(CancellationToken cancellationToken) =>
        GuardAsync(() => (service as IHostedLifecycleService)?.StartedAsync(cancellationToken), Start, cancellationToken);

    public Task StoppingAsync(CancellationToken cancellationToken) =>
        GuardAsync(() => (service as IHostedLifecycleService)?.StoppingAsync(cancellationToken), Stop, cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) =>
        GuardAsync(() => service?.StopAsync(cancellationToken), Stop, cancellationToken);

    public Task StoppedAsync(CancellationToken cancellationToken) =>
        GuardAsync(() => (service as IHostedLifecycleService)?.StoppedAsync(cancellationToken), Stop, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (service is IAsyncDisposable asynchronous)
            await asynchronous.DisposeAsync().ConfigureAwait(false);
        else
            (service as IDisposable)?.Dispose();
    }

    public void Dispose() => (service as IDisposable)?.Dispose();

    private async Task GuardAsync(Func<Task?> call, string step, CancellationToken cancellationToken)
    {
        try
        {
            // A service that does not look at the token is left behind when the host's patience is over.
            if (call() is { } running)
                await running.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (cancellationToken.IsCancellationRequested)
        {
            if (step == Start)
                throw;
            Report(exception, "did not stop in time");
        }
        catch (Exception exception)
        {
            Report(exception, $"did not {step}");
        }
    }

    private async Task WatchAsync(Task work)
    {
        try
        {
            await work.ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // It was stopped.
        }
        catch (Exception exception)
        {
            Report(exception, "ended");
        }
    }

    private void Report(Exception exception, string what)
    {
        var name = service?.GetType().Name ?? "a background service";
        catalog.ReportMalfunction(label, $"{name} {what}: {LoadFailure.OneLine(exception)}");
        Log.ServiceFailed(logger, label, name, what, exception);
    }

    private static partial class Log
    {
        [LoggerMessage(1103, LogLevel.Error, "Plugin {Label}: {Service} {What}; the plugin runs without it")]
        public static partial void ServiceFailed(ILogger logger, string label, string service, string what, Exception exception);
    }
}
