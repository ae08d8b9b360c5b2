using Pulp.Distributions;

namespace Pulp.Plugins.Ansible.Requirements;

/// <summary>
/// Writes what a user puts into <c>ansible.cfg</c>, and types, to use a distribution.
/// </summary>
internal sealed class GalaxyConfiguration(ClientInstructions client)
{
    public override string ToString()
    {
        // The name of a section; a base path may hold more than may stand there.
        var name = string.Concat(client.BasePath.Select(character => char.IsAsciiLetterOrDigit(character) ? character : '_'));
        return $"""
            # ansible.cfg
            [galaxy]
            server_list = {name}

            [galaxy_server.{name}]
            url = {client.Origin}/pulp_ansible/galaxy/{client.BasePath}/

            # then
            ansible-galaxy collection install {(client.Included.Count > 0 ? string.Join(' ', client.Included) : "NAMESPACE.NAME")}
            """.ReplaceLineEndings("\n");
    }
}
