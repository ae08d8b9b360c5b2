using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Pulp.AspNetCore.Api.Service;

namespace Pulp.AspNetCore;

/// <summary>
/// Adds Pulp to the health checks of an application.
/// </summary>
public static class PulpHealthCheckExtensions
{
    /// <summary>Adds a check: unhealthy when the database or the storage cannot be reached, degraded when a plugin was left out, does not work or is missing.</summary>
    /// <param name="builder">The health checks of the application.</param>
    /// <param name="name">The check's name; <c>pulp</c> when left out.</param>
    /// <param name="tags">Tags to select it by; null for none.</param>
    /// <returns>The health checks.</returns>
    public static IHealthChecksBuilder AddPulp(this IHealthChecksBuilder builder, string name = "pulp", IEnumerable<string>? tags = null) =>
        builder.AddCheck<PulpHealthCheck>(name, failureStatus: null, tags ?? []);
}
