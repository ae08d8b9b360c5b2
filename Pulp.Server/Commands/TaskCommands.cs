using System.CommandLine;
using System.Globalization;
using Pulp.Domains;
using Pulp.Queries;
using Pulp.Stores;
using Spectre.Console;

namespace Pulp.Server.Commands;

/// <summary>
/// Lists tasks.
/// </summary>
internal static class TaskCommands
{
    public static Command Create()
    {
        var limit = new Option<int>("--limit") { Description = "How many of the newest tasks to list.", DefaultValueFactory = _ => 20 };
        var list = new Command("list", "List the newest tasks.") { limit }.WithExamples("task list", "task list --limit 5");
        limit.Validators.Add(given =>
        {
            if (given.GetValueOrDefault<int>() < 1)
                given.AddError("--limit must be at least 1.");
        });
        list.SetAction((result, token) => CommandHost.LookAsync(result, services => ListAsync(services, result.GetValue(limit), token), token));
        return new Command("task", "Look at tasks.") { list }.WithExamples("task list");
    }

    private static async Task<int> ListAsync(IServiceProvider services, int limit, CancellationToken cancellationToken)
    {
        var page = await services.GetRequiredService<IPulpDatabase>().ReadAsync(
            session => session.Tasks.QueryAsync(Domain.DefaultId, new Query { OrderBy = [new Ordering("pulp_created", Descending: true)], Limit = limit }), cancellationToken);
        var table = new Table().AddColumns("task", "name", "state", "begun", "error");
        foreach (var task in page.Items)
        {
            table.AddRow(
                task.Id.ToString(), task.Name, task.State.ToString().ToLowerInvariant(),
                task.StartedAt?.ToString("u", CultureInfo.InvariantCulture) ?? "", Markup.Escape(task.Error?.Description ?? ""));
        }

        AnsiConsole.Write(table);
        return 0;
    }
}
