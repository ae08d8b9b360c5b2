using System.CommandLine;
using Pulp.Domains;
using Pulp.Queries;
using Pulp.Stores;

namespace Pulp.Server.Commands;

/// <summary>
/// Lists tasks.
/// </summary>
internal static class TaskCommands
{
    public static Command Create()
    {
        var limit = new Option<int>("--limit") { Description = "How many of the newest tasks to list.", DefaultValueFactory = _ => 20 };
        var list = new Command("list", "List the newest tasks.") { limit, CommonOptions.Json }.WithExamples("task list", "task list --limit 5", "task list --json");
        limit.Validators.Add(given =>
        {
            if (given.GetValueOrDefault<int>() < 1)
                given.AddError("--limit must be at least 1.");
        });
        list.SetAction((result, token) => CommandHost.LookAsync(result, (services, _) => ListAsync(services, result, result.GetValue(limit), token), token));
        return new Command("task", "Look at tasks.") { list }.WithExamples("task list");
    }

    private static async Task<int> ListAsync(IServiceProvider services, ParseResult result, int limit, CancellationToken cancellationToken)
    {
        var page = await services.GetRequiredService<IPulpDatabase>().ReadAsync(
            session => session.Tasks.QueryAsync(Domain.DefaultId, new Query { OrderBy = [new Ordering("pulp_created", Descending: true)], Limit = limit }), cancellationToken);
        var listing = new Listing("task", "name", "state", "begun", "ended", "error");
        foreach (var task in page.Items)
            listing.Add(task.Id.ToString(), task.Name, task.State.ToString().ToLowerInvariant(), task.StartedAt, task.FinishedAt, task.Error?.Description);
        listing.Write(result.GetValue(CommonOptions.Json));
        return 0;
    }
}
