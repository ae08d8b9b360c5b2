using Microsoft.Extensions.Hosting;

namespace Fixtures.Misbehaving;

public sealed class EndlessService : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => new TaskCompletionSource().Task;
}
