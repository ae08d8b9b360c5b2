using System.Text.Json;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Search;
using Pulp.Remotes;

namespace Pulp.Plugins.Ansible.Protocol;

/// <summary>
/// Writes what was found, with the repository it is in.
/// </summary>
internal sealed class SearchDocuments(RestAddresses addresses, Func<string, GalaxyPaths> pathsOf)
{
    public void Write(Utf8JsonWriter writer, SearchedRepository place, Remote? remote, SearchIndex index, SearchEntry entry, byte[]? contents, AnsibleNamespaceMetadata? metadata)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("repository");
        WriteRepository(writer, place.Repository, remote);
        writer.WriteEndObject();
        writer.WriteStartObject("collection_version");
        WriteVersion(writer, entry.Unit, contents);
        writer.WriteEndObject();
        writer.WriteString("repository_version", place.Label);
        if (metadata is null)
        {
            writer.WriteNull("namespace_metadata");
        }
        else
        {
            writer.WriteStartObject("namespace_metadata");
            writer.WriteString("pulp_href", addresses.Of(metadata));
            GalaxyDocuments.WriteNamespace(writer, metadata, pathsOf(place.BasePath));
            writer.WriteEndObject();
        }

        writer.WriteBoolean("is_highest", index.IsHighest(entry));
        writer.WriteBoolean("is_deprecated", index.IsDeprecated(entry));
        writer.WriteBoolean("is_signed", index.IsSigned(entry));
        writer.WriteEndObject();
    }

    private void WriteRepository(Utf8JsonWriter writer, AnsibleRepository repository, Remote? remote)
    {
        writer.WriteString("pulp_href", addresses.Of(repository));
        writer.WriteString("prn", addresses.PrnOf(repository));
        writer.WriteString("pulp_id", repository.Id.ToString());
        writer.WriteString("pulp_created", GalaxyDocuments.Format(repository.Created));
        writer.WriteString("pulp_last_updated", GalaxyDocuments.Format(repository.LastUpdated));
        writer.WriteString("versions_href", addresses.OfVersions(repository));
        writer.WriteStartObject("pulp_labels");
        foreach (var (key, value) in repository.Labels)
            writer.WriteString(key, value);
        writer.WriteEndObject();
        writer.WriteString("latest_version_href", addresses.OfLatest(repository));
        writer.WriteString("name", repository.Name);
        writer.WriteString("description", repository.Description);
        WriteNumber(writer, "retain_repo_versions", repository.RetainRepoVersions);
        WriteNumber(writer, "retain_checkpoints", repository.RetainCheckpoints);
        writer.WriteString("remote", remote is null ? null : addresses.Of(remote));
    }

    private void WriteVersion(Utf8JsonWriter writer, CollectionVersion unit, byte[]? contents)
    {
        writer.WriteString("pulp_href", addresses.Of(unit));
        writer.WriteString("pulp_id", unit.Id.ToString());
        writer.WriteString("namespace", unit.Namespace);
        writer.WriteString("name", unit.Name);
        writer.WriteString("version", unit.Version);
        writer.WriteString("requires_ansible", unit.RequiresAnsible);
        writer.WriteString("pulp_created", GalaxyDocuments.Format(unit.Created));
        writer.WritePropertyName("contents");
        writer.WriteRawValue(contents ?? "[]"u8);
        writer.WriteStartObject("dependencies");
        foreach (var (dependency, range) in unit.Dependencies)
            writer.WriteString(dependency, range);
        writer.WriteEndObject();
        writer.WriteString("description", unit.Description);
        writer.WriteStartArray("tags");
        foreach (var tag in unit.Tags)
        {
            writer.WriteStartObject();
            writer.WriteString("name", tag);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteNumber(Utf8JsonWriter writer, string name, int? value)
    {
        if (value is { } number)
            writer.WriteNumber(name, number);
        else
            writer.WriteNull(name);
    }
}
