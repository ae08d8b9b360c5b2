using System.Collections.Frozen;
using System.Text.Json;
using Pulp.Documents;
using Pulp.Secrets;

namespace Pulp.Tasking;

/// <summary>Finds what runs a task, and keeps arguments as encrypted JSON.</summary>
internal sealed class TaskRegistry
{
    private readonly FrozenDictionary<string, TaskRegistration> registrations;
    private readonly ISecretProtector protector;

    public TaskRegistry(IEnumerable<TaskRegistration> registrations, ISecretProtector protector, TaskVersions versions)
    {
        this.protector = protector;
        Versions = versions;
        this.registrations = registrations.GroupBy(registration => registration.Name, StringComparer.Ordinal)
            .ToFrozenDictionary(same => same.Key, Single, StringComparer.Ordinal);
    }

    public TaskVersions Versions { get; }

    /// <summary>Makes sure that a task could be run again after a restart.</summary>
    public void Require<THandler>(string name)
    {
        if (!registrations.TryGetValue(name, out var registration) || registration.Handler != typeof(THandler))
            throw new InvalidOperationException($"The task '{name}' is not registered for {typeof(THandler).Name}: call services.AddPulpTask<{typeof(THandler).Name}, ...>(\"{name}\").");
    }

    public StoredWork Store<THandler, TArguments>(TaskRequest request, TArguments arguments) => new(
        protector.Protect(JsonSerializer.SerializeToUtf8Bytes(arguments, DocumentJson.Options)),
        Versions.NeededBy(typeof(THandler), request.Locks));

    /// <summary>Gets a body that reads the stored arguments only when it runs, so that what cannot be read fails that task alone.</summary>
    public TaskBody Restore(PulpTask task) => (services, context, cancellationToken) =>
    {
        if (!registrations.TryGetValue(task.Name, out var registration) || task.Arguments is null)
            throw new TaskArgumentsException(task.Name);
        return registration.Bind(protector.Unprotect(task.Arguments))(services, context, cancellationToken);
    };

    private static TaskRegistration Single(IGrouping<string, TaskRegistration> same)
    {
        var handlers = same.Select(registration => registration.Handler).Distinct().ToList();
        return handlers.Count == 1
            ? same.First()
            : throw new InvalidOperationException($"The task '{same.Key}' is registered for {string.Join(" and for ", handlers.Select(handler => handler.Name))}.");
    }
}
