using Microsoft.Extensions.Hosting;

namespace Fixtures.Misbehaving;

public sealed class FailingService : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => throw new InvalidOperationException("the service has no work");

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
