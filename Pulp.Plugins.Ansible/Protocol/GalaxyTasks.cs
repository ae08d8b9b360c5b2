using Microsoft.AspNetCore.Http;
using Pulp.AspNetCore.Endpoints;
using Pulp.Plugins.Ansible.Changes;
using Pulp.Plugins.Ansible.Galaxy;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Naming;
using Pulp.Tasking;

namespace Pulp.Plugins.Ansible.Protocol;

/// <summary>
/// Has changes done by tasks, and answers with the task's address.
/// </summary>
internal sealed class GalaxyTasks(GalaxyServices services, TaskDispatcher dispatcher)
{
    private readonly Dependents dependents = new(services.Collections);

    /// <summary>Runs a task inside the request when its locks are free, and answers 202 in any case.</summary>
    public async Task RunAsync<THandler, TArguments>(EndpointRequest request, string name, TArguments arguments, IReadOnlyList<AnsibleRepository> repositories)
        where THandler : ITaskHandler<TArguments>
    {
        var asked = new TaskRequest
        {
            Name = name,
            Locks = [.. repositories.Select(repository => $"shared:{services.Types.PrnOf(repository)}")],
            IsShort = true,
            UserId = request.Caller.User?.Id,
            DomainId = request.DomainId,
            CorrelationId = request.Http.TraceIdentifier,
        };
        var task = await dispatcher.DispatchAsync<THandler, TArguments>(asked, arguments, request.Cancellation).ConfigureAwait(false);
        await WriteAsync(request.Http, services, task).ConfigureAwait(false);
    }

    /// <summary>Answers 202 with a task's address.</summary>
    public static Task WriteAsync(HttpContext http, GalaxyServices services, PulpTask task) => GalaxyAnswers.WriteAsync(
        http,
        writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("task", services.AddressOf(task));
            writer.WriteEndObject();
        },
        StatusCodes.Status202Accepted);

    /// <summary>Finds what could not be installed any more from one of some repositories.</summary>
    public async Task<IReadOnlyList<CollectionVersion>> DependentsAsync(IReadOnlyList<AnsibleRepository> repositories, CollectionName name, string? version, CancellationToken cancellationToken)
    {
        var all = new List<CollectionVersion>();
        foreach (var repository in repositories)
        {
            var latest = await services.Database.ReadAsync(session => session.Versions.FindAsync(repository.Id), cancellationToken).ConfigureAwait(false);
            if (latest is not null)
                all.AddRange(await dependents.FindAsync(latest, name, version, cancellationToken).ConfigureAwait(false));
        }

        return [.. all.DistinctBy(unit => unit.Id)];
    }
}
