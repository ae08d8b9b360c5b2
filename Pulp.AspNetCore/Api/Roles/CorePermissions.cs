namespace Pulp.AspNetCore.Api.Roles;

/// <summary>
/// Names the core's permissions that belong to no kind of object.
/// </summary>
internal static class CorePermissions
{
    public const string ManageContentLabels = "core.manage_content_labels";
    public const string CleanUpOrphans = "core.cleanup_orphans";
    public const string Repair = "core.repair";
    public const string ReclaimSpace = "core.reclaim_space";

    public static IReadOnlyList<string> All { get; } = [ManageContentLabels, CleanUpOrphans, Repair, ReclaimSpace];
}
