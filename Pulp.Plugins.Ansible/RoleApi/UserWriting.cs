using System.Text.Json;
using Pulp.Access;
using Pulp.Plugins.Ansible.Protocol;

namespace Pulp.Plugins.Ansible.RoleApi;

/// <summary>
/// Writes users in the form of API v1.
/// </summary>
internal static class UserWriting
{
    /// <summary>Writes the fields of a user.</summary>
    public static void Write(Utf8JsonWriter writer, User user)
    {
        writer.WriteNumber("id", user.Id);
        writer.WriteString("url", "");
        writer.WriteStartObject("summary_fields");
        writer.WriteEndObject();
        writer.WriteString("created", GalaxyDocuments.Format(user.DateJoined));
        writer.WriteString("username", user.Username);
        writer.WriteString("full_name", $"{user.FirstName} {user.LastName}".Trim());
        writer.WriteString("date_joined", GalaxyDocuments.Format(user.DateJoined));
        writer.WriteString("avatar_url", "");
        writer.WriteNull("github_id");
    }

    /// <summary>Writes a list of users, all at once.</summary>
    public static void Write(Utf8JsonWriter writer, IEnumerable<User> users)
    {
        writer.WriteStartArray();
        foreach (var user in users)
        {
            writer.WriteStartObject();
            Write(writer, user);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
