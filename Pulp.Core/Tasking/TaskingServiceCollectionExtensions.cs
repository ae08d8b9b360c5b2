using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Pulp.Tasking;

/// <summary>
/// Adds kinds of tasks to the services.
/// </summary>
public static class TaskingServiceCollectionExtensions
{
    /// <summary>Adds a kind of task, so that it can be dispatched, and run again after a restart.</summary>
    /// <typeparam name="THandler">What runs it; created for each run in a scope of its own.</typeparam>
    /// <typeparam name="TArguments">The arguments' type, which can be written as JSON. It is stored: a property added later needs a default.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="name">The task's name, for example <c>pulp.repositories.sync</c>. It is stored: it never changes.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddPulpTask<THandler, TArguments>(this IServiceCollection services, string name)
        where THandler : class, ITaskHandler<TArguments>
    {
        services.TryAddTransient<THandler>();
        services.AddSingleton(TaskRegistration.Of<THandler, TArguments>(name));
        return services;
    }
}
