using Microsoft.Extensions.Hosting;

namespace Fixtures.Misbehaving;

public sealed class EndingService : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        throw new InvalidOperationException("the work ended early");
    }
}
