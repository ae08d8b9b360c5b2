using Microsoft.Extensions.Hosting;

namespace Fixtures.Misbehaving;

public sealed class WorkingService : BackgroundService
{
    private static readonly TaskCompletionSource Beginning = new();

    public static Task Begun => Beginning.Task;

    public static bool HasEnded { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Beginning.SetResult();
        try
        {
            await Task.Delay(Timeout.Infinite, stoppingToken);
        }
        finally
        {
            HasEnded = true;
        }
    }
}
