using Microsoft.Extensions.Hosting;

namespace Pulp;

internal sealed class PulpHostedService : IHostedLifecycleService
{
    private readonly PulpRuntime runtime;

    public PulpHostedService(PulpRuntime runtime) => this.runtime = runtime;

    // Before the web server of the host begins to listen.
    public Task StartingAsync(CancellationToken cancellationToken) => runtime.StartAsync(cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => runtime.StopAsync(cancellationToken);

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
