namespace Pulp.Plugins.Container;

/// <summary>
/// Lists what the shipped roles on a namespace allow there and below; its owner may do everything.
/// </summary>
internal static class NamespaceRoles
{
    /// <summary>To look and to pull.</summary>
    public static string[] Consumer { get; } =
    [
        "container.view_containernamespace",
        "container.view_containerdistribution", "container.pull_containerdistribution",
        "container.view_containerpullthroughdistribution", "container.pull_containerpullthroughdistribution",
        "container.view_containerrepository", "container.view_containerpushrepository",
    ];

    /// <summary>To push as well, also under new names.</summary>
    public static string[] Collaborator { get; } =
    [
        .. Consumer,
        "container.add_containerdistribution", "container.change_containerdistribution", "container.push_containerdistribution", "container.pull_new_containerdistribution",
        "container.pull_new_containerpullthroughdistribution",
        "container.add_containerrepository", "container.modify_containerrepository", "container.modify_containerpushrepository",
    ];
}
