namespace Pulp.Plugins.Ansible.Protocol;

/// <summary>
/// Names what the plugin answers below REST's own path, and tells the documentation of REST.
/// </summary>
/// <remarks>It knows nothing of ASP.NET Core: the plugin is declared with it where there is none.</remarks>
internal static class RestPaths
{
    public const string Copy = "ansible/copy/";
    public const string Tags = "pulp_ansible/tags/";

    public static readonly string[] TagFilters = ["name"];

    public static void Describe(PluginBuilder plugin) => plugin
        .DescribeApi(new ApiDescription("POST", Copy, "copy_content", "Ansible: Copy") { Takes = typeof(Protocol.Copy) })
        .DescribeApi(new ApiDescription("GET", Tags, "pulp_ansible_tags_list", "Pulp_Ansible: Tags") { Returns = typeof(TagResponse), IsPaged = true, Filters = TagFilters });
}
