using Microsoft.Extensions.Hosting;
using Pulp.Schedules;

namespace Pulp.Tasking;

/// <summary>Starts tasks and schedules after everything else, and stops them with the host; without a host they stop when the container is disposed.</summary>
internal sealed class TaskingStartup(TaskDispatcher dispatcher, ScheduleRunner schedules) : IStartupStep, IHostedService
{
    public int Order => 100;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await dispatcher.StartAsync(cancellationToken).ConfigureAwait(false);
        await schedules.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    Task IHostedService.StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    async Task IHostedService.StopAsync(CancellationToken cancellationToken)
    {
        await schedules.StopAsync(cancellationToken).ConfigureAwait(false);
        await dispatcher.StopAsync(cancellationToken).ConfigureAwait(false);
    }
}
