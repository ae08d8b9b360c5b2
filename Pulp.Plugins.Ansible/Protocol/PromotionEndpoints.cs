using Microsoft.AspNetCore.Http;
using Pulp.AspNetCore.Endpoints;
using Pulp.Distributions;
using Pulp.Plugins.Ansible.Galaxy;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Promotion;
using Pulp.Tasking;

namespace Pulp.Plugins.Ansible.Protocol;

/// <summary>
/// Copies and moves versions between the repositories of two distributions, named by their base paths.
/// </summary>
internal sealed class PromotionEndpoints(GalaxyServices services, DistributionTable distributions, Promotions promotions)
{
    private const string View = "ansible.view_ansiblerepository";
    private const string Modify = "ansible.modify_ansiblerepository";
    private const string Approve = "ansible.approve_ansiblerepository";

    public Task CopyAsync(EndpointRequest request) => RunAsync(request, isMove: false);

    public Task MoveAsync(EndpointRequest request) => RunAsync(request, isMove: true);

    private async Task RunAsync(EndpointRequest request, bool isMove)
    {
        GalaxyReadAccess.RequireLogin(request);
        var (name, version) = GalaxyReading.VersionOf(request);
        var (source, destination) = (await RepositoryAsync(request, "source").ConfigureAwait(false), await RepositoryAsync(request, "destination").ConfigureAwait(false));
        var isApproval = isMove && destination.StagingRepository == source.Id;
        if (!(isApproval && await IsAllowedAsync(request, Approve, destination).ConfigureAwait(false)))
            await RequireChangeAsync(request, source, destination, isMove).ConfigureAwait(false);
        var unit = await services.Database.ReadAsync(
            async session => await session.Versions.FindAsync(source.Id).ConfigureAwait(false) is { } latest
                ? await services.Collections.FindAsync(session, latest, name, version).ConfigureAwait(false)
                : null,
            request.Cancellation).ConfigureAwait(false) ?? throw new GalaxyException(GalaxyError.NotFound, CollectionEndpoints.Missing(name, version));
        var promotion = isApproval
            ? Promotions.Approval(destination, [unit.Id], serviceId: null)
            : new PromoteCollections(source.Id, [unit.Id], [destination.Id], ServiceId: null, isMove);
        var asked = new TaskRequest
        {
            Name = PromoteCollectionsTask.TaskName,
            UserId = request.Caller.User?.Id,
            DomainId = request.DomainId,
            CorrelationId = request.Http.TraceIdentifier,
        };
        await WriteAsync(request.Http, await promotions.StartAsync(asked, promotion, [source, destination], request.Cancellation).ConfigureAwait(false), isMove).ConfigureAwait(false);
    }

    private async Task<AnsibleRepository> RepositoryAsync(EndpointRequest request, string parameter)
    {
        var path = request[parameter];
        if (distributions.TryGet(request.DomainId, path, out var found) && found is AnsibleDistribution { Repository: { } id }
            && await services.Database.ReadAsync(session => session.Resources.GetAsync(id), request.Cancellation).ConfigureAwait(false) is AnsibleRepository repository
            && await IsAllowedAsync(request, View, repository).ConfigureAwait(false))
            return repository;
        throw new GalaxyException(GalaxyError.NotFound, $"There is no distribution of a repository at '{path}'.");
    }

    private async Task RequireChangeAsync(EndpointRequest request, AnsibleRepository source, AnsibleRepository destination, bool isMove)
    {
        foreach (var changed in isMove ? (AnsibleRepository[])[source, destination] : [destination])
        {
            if (!await IsAllowedAsync(request, Modify, changed).ConfigureAwait(false))
                throw new GalaxyException(GalaxyError.Denied, $"You do not have the permission to change the repository '{changed.Name}'.");
        }
    }

    private ValueTask<bool> IsAllowedAsync(EndpointRequest request, string permission, AnsibleRepository repository) => request.IsAllowedAsync(permission, services.Types.PrnOf(repository));

    // One task does both parts of a move; clients of Galaxy wait for each under its name.
    private Task WriteAsync(HttpContext http, PulpTask task, bool isMove) => GalaxyAnswers.WriteAsync(
        http,
        writer =>
        {
            writer.WriteStartObject();
            writer.WriteString(isMove ? "copy_task_id" : "task_id", task.Id.ToString());
            if (isMove)
                writer.WriteString("remove_task_id", task.Id.ToString());
            writer.WriteString("task", services.AddressOf(task));
            writer.WriteEndObject();
        },
        StatusCodes.Status202Accepted);
}
