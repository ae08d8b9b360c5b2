namespace Pulp.Plugins.Ansible.Protocol;

/// <summary>
/// Represents one of the two forms of addresses under which clients know a Galaxy server: Pulp's and that of Galaxy itself.
/// </summary>
/// <param name="Server">The beginning of what is not of one distribution.</param>
/// <param name="Distribution">The template of the addresses that clients of one distribution are given.</param>
internal sealed record GalaxyStyle(string Server, string Distribution)
{
    /// <summary>Where clients look for the API of a server whose bare address they were given.</summary>
    public const string Root = "/api/";

    public static GalaxyStyle Pulp { get; } = new("/pulp_ansible/galaxy/default/api/", "/pulp_ansible/galaxy/{base_path}/api/");

    public static GalaxyStyle Hub { get; } = new("/api/galaxy/", "/api/galaxy/content/{base_path}/");

    /// <summary>Gets the beginning of the plugin's part.</summary>
    public string Plugin => Server + "v3/plugin/ansible/";

    /// <summary>Gets the template of the addresses of a distribution's content.</summary>
    public string Content => Plugin + "content/{base_path}/";
}
