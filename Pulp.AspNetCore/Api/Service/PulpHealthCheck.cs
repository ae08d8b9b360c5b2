using Microsoft.Extensions.Diagnostics.HealthChecks;
using Pulp.Plugins;
using Pulp.Storage;
using Pulp.Stores;

namespace Pulp.AspNetCore.Api.Service;

/// <summary>Says whether what Pulp keeps can be reached, and whether every plugin runs.</summary>
internal sealed class PulpHealthCheck(IPulpDatabase database, IArtifactStorage storage, PluginCatalog plugins) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await DatabaseProbe.RunAsync(database, cancellationToken).ConfigureAwait(false);
            var data = storage.GetSpace() is { } space ? new Dictionary<string, object> { ["free"] = space.Free, ["total"] = space.Total } : [];
            var left = plugins.Plugins.Where(plugin => plugin.State is PluginState.Refused or PluginState.Malfunctioned or PluginState.Missing).ToList();
            return left.Count == 0
                ? HealthCheckResult.Healthy(data: data)
                : HealthCheckResult.Degraded($"Left out: {string.Join("; ", left.Select(plugin => $"{plugin.Label}: {plugin.Reason}"))}", data: data);
        }
        catch (StoreException exception)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, "The database cannot be read.", exception);
        }
        catch (StorageException exception)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, "The storage cannot be reached.", exception);
        }
    }
}
