namespace Pulp.AspNetCore.Api.Hrefs;

/// <summary>
/// Describes a kind of object of the core that is neither a resource nor content.
/// </summary>
/// <param name="Model">The model name as in schema names, for example <c>TaskGroup</c>.</param>
/// <param name="Label">The label in PRNs.</param>
/// <param name="Path">The collection's path below the API.</param>
internal sealed record CoreObject(string Model, string Label, string Path)
{
    public static CoreObject Artifact { get; } = new("Artifact", "core", "artifacts");

    public static CoreObject Upload { get; } = new("Upload", "core", "uploads");

    public static CoreObject Task { get; } = new("Task", "core", "tasks");

    public static CoreObject TaskGroup { get; } = new("TaskGroup", "core", "task-groups");

    public static CoreObject TaskSchedule { get; } = new("TaskSchedule", "core", "task-schedules");

    public static CoreObject Worker { get; } = new("Worker", "core", "workers");

    public static CoreObject Domain { get; } = new("Domain", "core", "domains");

    public static CoreObject Role { get; } = new("Role", "core", "roles");

    public static CoreObject Group { get; } = new("Group", "core", "groups");

    public static CoreObject User { get; } = new("User", "auth", "users");

    public static CoreObject Token { get; } = new("ApiToken", "core", "tokens");

    public static IReadOnlyList<CoreObject> All { get; } =
        [Artifact, Upload, Task, TaskGroup, TaskSchedule, Worker, Domain, Role, Group, User, Token];

    public string PrnOf(string id) => $"prn:{Label}.{Model.ToLowerInvariant()}:{id}";

    public string PrnOf(Guid id) => PrnOf(id.ToString());

    public string Permission(string action) => $"core.{action}_{Model.ToLowerInvariant()}";

    public bool HasNumbers => this == User || this == Group;
}
