using System.Text.Json;
using Pulp.Plugins.Ansible.Galaxy;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Protocol;

namespace Pulp.Plugins.Ansible.RoleApi;

/// <summary>
/// Writes roles and their versions in the form of API v1.
/// </summary>
/// <param name="Files">Where the archives are, with a slash at the end.</param>
internal sealed record RoleWriting(string Files)
{
    private const int VersionsShown = 10;

    /// <summary>Writes the fields of a role.</summary>
    /// <param name="writer">Takes them.</param>
    /// <param name="role">The role.</param>
    /// <param name="versions">Its versions, the newest last.</param>
    /// <remarks>There is no <c>github_repo</c>: where it stands beside <c>github_user</c>, ansible-galaxy takes the archive from GitHub and not from here.</remarks>
    public void Write(Utf8JsonWriter writer, RoleEntry role, IReadOnlyList<Role> versions)
    {
        var unit = role.Newest;
        writer.WriteString("id", role.Id);
        writer.WriteString("created", GalaxyDocuments.Format(role.Created));
        writer.WriteString("modified", GalaxyDocuments.Format(role.Modified));
        writer.WriteString("imported", GalaxyDocuments.Format(unit.Created));
        writer.WriteString("github_user", unit.Namespace);
        writer.WriteString("username", unit.Namespace);
        writer.WriteString("namespace", unit.Namespace);
        writer.WriteString("name", unit.Name);
        writer.WriteString("description", unit.Description);
        writer.WriteStartObject("summary_fields");
        WriteTexts(writer, "dependencies", unit.Dependencies);
        writer.WriteStartObject("namespace");
        writer.WriteString("id", unit.Namespace);
        writer.WriteString("name", unit.Namespace);
        writer.WriteEndObject();
        writer.WriteStartArray("platforms");
        foreach (var platform in unit.Platforms)
        {
            writer.WriteStartObject();
            writer.WriteString("name", platform.Name);
            writer.WriteString("release", platform.Release);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        WriteTexts(writer, "tags", unit.Tags);
        writer.WriteStartArray("versions");
        foreach (var version in versions.Reverse().Take(VersionsShown))
        {
            writer.WriteStartObject();
            WriteVersion(writer, version);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteNumber("download_count", 0);
    }

    /// <summary>Writes the fields of a version.</summary>
    public void WriteVersion(Utf8JsonWriter writer, Role version)
    {
        writer.WriteString("id", version.Id);
        writer.WriteString("name", version.Version);
        writer.WriteString("version", version.Version);
        writer.WriteString("release_date", GalaxyDocuments.Format(version.Created));

        // Older clients know one of them, newer ones the other.
        writer.WriteString("source", Files + version.FileName());
        writer.WriteString("download_url", Files + version.FileName());
    }

    private static void WriteTexts(Utf8JsonWriter writer, string name, IReadOnlyList<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (var text in texts)
            writer.WriteStringValue(text);
        writer.WriteEndArray();
    }
}
