using Pulp.AspNetCore.Api.Filters;
using Pulp.AspNetCore.Api.Hrefs;
using Pulp.AspNetCore.Api.Json;
using Pulp.Queries;
using Pulp.Tasking;

namespace Pulp.AspNetCore.Api.Tasks;

/// <summary>
/// Holds the filters of the list of tasks.
/// </summary>
internal static class TaskFilters
{
    public static IReadOnlyList<string> States { get; } = [.. Enum.GetValues<TaskState>().Select(TaskOutput.NameOf)];

    public static FilterSet All { get; } = Build();

    private static FilterSet Build()
    {
        var builder = new FilterSetBuilder().Ids()
            .Texts("name", "", "contains", "in", "ne")
            .Texts("logging_cid", "", "contains")
            .Times("pulp_created").Times("unblocked_at").Times("started_at").Times("finished_at")
            .OrderBy("pulp_id", "pulp_created", "pulp_last_updated", "name", "state", "logging_cid", "unblocked_at", "started_at", "finished_at");
        foreach (var (suffix, comparison) in new[] { ("", Comparison.Equal), ("__ne", Comparison.NotEqual) })
            builder.Add("state" + suffix, ApiType.ChoiceOf(States), text => new Condition.Compare("state", comparison, FilterValues.Choice("state" + suffix, text, States)));
        builder.Add("state__in", ApiType.ListOf(ApiType.ChoiceOf(States)), text =>
            new Condition.Compare("state", Comparison.In, FilterValues.List(text).Select(state => FilterValues.Choice("state__in", state, States)).ToList()));
        builder.Add("parent_task", ApiType.Uri, (text, scope) => ValueTask.FromResult(Condition.Equal("parent_task", FilterTargets.Core("parent_task", text, scope, CoreObject.Task))));
        builder.Add("task_group", ApiType.Uri, (text, scope) => ValueTask.FromResult(Condition.Equal("task_group", FilterTargets.Core("task_group", text, scope, CoreObject.TaskGroup))));
        builder.Add("child_tasks", ApiType.Uri, ParentOfAsync);
        AddResources(builder);
        AddWorkers(builder);
        return builder.Build();
    }

    private static async ValueTask<Condition> ParentOfAsync(string text, FilterScope scope)
    {
        var child = await scope.Session.Tasks.GetAsync(FilterTargets.Core("child_tasks", text, scope, CoreObject.Task)).ConfigureAwait(false);
        return child?.ParentTask is { } parent ? Condition.Equal("pulp_id", parent) : FilterTargets.Nothing;
    }

    private static void AddResources(FilterSetBuilder builder)
    {
        builder.Add("created_resources", ApiType.Text, (text, scope) => HasAsync("created_resources", text, scope));
        foreach (var field in new[] { "reserved_resources", "exclusive_resources", "shared_resources" })
        {
            builder.Add(field, ApiType.Text, (text, scope) => HasAsync(field, text, scope));
            builder.Add($"{field}__in", ApiType.ListOf(ApiType.Text), async (text, scope) =>
            {
                // As in Pulp, the task has all of them.
                var all = new List<Condition>();
                foreach (var part in FilterValues.List(text))
                    all.Add(await HasAsync(field, part, scope).ConfigureAwait(false));
                return new Condition.All(all);
            });
        }
    }

    private static async ValueTask<Condition> HasAsync(string field, string text, FilterScope scope) =>
        new Condition.Compare(field, Comparison.HasMember, await FilterTargets.PrnAsync(text, scope).ConfigureAwait(false));

    // No task has a worker to show, so every worker has none.
    private static void AddWorkers(FilterSetBuilder builder)
    {
        builder.Add("worker", ApiType.Uri, _ => FilterTargets.Nothing);
        builder.Add("worker__in", ApiType.ListOf(ApiType.Uri), _ => FilterTargets.Nothing);
        builder.Add("worker__isnull", ApiType.Boolean, text => FilterValues.Boolean("worker__isnull", text) ? new Condition.All([]) : FilterTargets.Nothing);
    }
}
