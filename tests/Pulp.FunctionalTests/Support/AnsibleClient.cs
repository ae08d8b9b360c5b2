using System.Text;

namespace Pulp.FunctionalTests.Support;

/// <summary>
/// A user of ansible-galaxy with an ansible.cfg and folders of its own, whose only server is a Pulp.
/// </summary>
internal sealed class AnsibleClient : IDisposable
{
    private readonly TemporaryFolder folder = new();

    /// <summary>Initializes the user.</summary>
    /// <param name="server">The address of the server as the user writes it.</param>
    /// <param name="login">Further lines of the server's section: a token, or a username and a password.</param>
    public AnsibleClient(Uri server, params IEnumerable<string> login)
    {
        Prerequisite.Require(Prerequisite.AnsibleGalaxy);
        File.WriteAllText(folder.Below("ansible.cfg"), $"""
            [defaults]
            collections_path = {folder.Below("collections")}
            roles_path = {folder.Below("roles")}
            local_tmp = {folder.Below("tmp")}

            [galaxy]
            server_list = pulp
            cache_dir = {folder.Below("cache")}
            token_path = {folder.Below("token")}

            [galaxy_server.pulp]
            url = {server}
            {string.Join('\n', login)}

            """);
    }

    public static AnsibleClient WithToken(Uri server, string token) => new(server, $"token = {token}");

    public static AnsibleClient WithPassword(Uri server, string username, string password) => new(server, $"username = {username}", $"password = {password}");

    public Task<ToolResult> RunAsync(params string[] arguments) => Tool.RunAsync(Prerequisite.AnsibleGalaxy, arguments, folder.Path);

    public string Below(params string[] parts) => folder.Below(parts);

    /// <summary>Makes a collection with a module and a role, and builds its archive with ansible-galaxy.</summary>
    public async Task<string> BuildAsync(string @namespace, string name, string version, params (string Name, string Range)[] dependencies)
    {
        var source = folder.Below("source", $"{@namespace}-{name}-{version}");
        var needs = new StringBuilder();
        foreach (var (dependency, range) in dependencies)
            needs.Append($"\n  {dependency}: '{range}'");
        Write("galaxy.yml", $"""
            namespace: {@namespace}
            name: {name}
            version: {version}
            readme: README.md
            authors:
              - Ann Author <ann@example.com>
            description: The collection {name} of {@namespace}
            license:
              - MIT
            tags:
              - tools
            repository: https://example.com/{name}
            dependencies:{(needs.Length == 0 ? " {}" : needs)}

            """);
        Write("README.md", $"# {name}\n");
        Write("meta/runtime.yml", "requires_ansible: '>=2.9'\n");
        Write("plugins/modules/hello.py", "#!/usr/bin/python\nDOCUMENTATION = '''\nmodule: hello\nshort_description: Greets\n'''\n");
        Write("roles/web/tasks/main.yml", $"- name: Version {version}\n  ansible.builtin.debug:\n    msg: {version}\n");
        (await RunAsync("collection", "build", source, "--output-path", folder.Below("built"))).Succeeded();
        return folder.Below("built", $"{@namespace}-{name}-{version}.tar.gz");

        void Write(string path, string text)
        {
            var file = Path.Combine(source, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, text);
        }
    }

    /// <summary>Gets the version of an installed collection; null when it is not there.</summary>
    public string? Installed(string @namespace, string name)
    {
        var manifest = folder.Below("collections", "ansible_collections", @namespace, name, "MANIFEST.json");
        return File.Exists(manifest) ? System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(manifest))!["collection_info"]!["version"]!.GetValue<string>() : null;
    }

    public void Dispose() => folder.Dispose();
}
