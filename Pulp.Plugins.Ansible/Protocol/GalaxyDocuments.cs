using System.Globalization;
using System.Text.Json;
using Pulp.Domains;
using Pulp.Plugins.Ansible.Galaxy;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Naming;

namespace Pulp.Plugins.Ansible.Protocol;

/// <summary>
/// Writes collections and their versions as the Galaxy API shows them.
/// </summary>
internal static class GalaxyDocuments
{
    public static string Format(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    public static CollectionName NameOf(CollectionVersion unit) => CollectionName.TryCreate(unit.Namespace, unit.Name, out var name)
        ? name
        : throw new InvalidOperationException($"'{unit.Namespace}.{unit.Name}' was stored as a collection and is no name of one.");

    /// <summary>Writes a collection.</summary>
    public static void WriteCollection(Utf8JsonWriter writer, CollectionSummary collection, GalaxyPaths paths)
    {
        writer.WriteStartObject();
        writer.WriteString("href", paths.Collection(collection.Name));
        writer.WriteString("namespace", collection.Name.Namespace);
        writer.WriteString("name", collection.Name.Name);
        writer.WriteBoolean("deprecated", collection.IsDeprecated);
        writer.WriteString("versions_url", paths.Versions(collection.Name));
        writer.WriteStartObject("highest_version");
        writer.WriteString("href", paths.Version(collection.Name, collection.Highest.Text));
        writer.WriteString("version", collection.Highest.Text);
        writer.WriteEndObject();
        writer.WriteString("created_at", Format(collection.Created));
        writer.WriteString("updated_at", Format(collection.Updated));
        writer.WriteNumber("download_count", collection.Downloads);
        writer.WriteEndObject();
    }

    /// <summary>Writes a version as the list of versions shows it.</summary>
    public static void WriteVersionItem(Utf8JsonWriter writer, PublishedVersion version, GalaxyPaths paths)
    {
        writer.WriteStartObject();
        WriteHead(writer, version, paths);
        writer.WriteEndObject();
    }

    /// <summary>Writes a version with everything that is known of it without its file.</summary>
    /// <param name="writer">Takes it.</param>
    /// <param name="version">The version.</param>
    /// <param name="paths">The addresses.</param>
    /// <param name="writeContents">Writes the value of <c>contents</c>; null for an empty list.</param>
    /// <param name="writeFurther">Writes further properties; null for none.</param>
    public static void WriteVersion(Utf8JsonWriter writer, PublishedVersion version, GalaxyPaths paths, Action? writeContents = null, Action? writeFurther = null)
    {
        var unit = version.Unit;
        var name = NameOf(unit);
        writer.WriteStartObject();
        WriteHead(writer, version, paths);
        writer.WriteStartObject("artifact");
        writer.WriteString("filename", unit.FileName());
        writer.WriteString("sha256", unit.Sha256);
        if (version.Size is { } size)
            writer.WriteNumber("size", size);
        else
            writer.WriteNull("size");
        writer.WriteEndObject();
        writer.WriteStartObject("collection");
        writer.WriteString("id", Collection.IdOf(Domain.DefaultId, unit.Namespace, unit.Name).ToString());
        writer.WriteString("name", unit.Name);
        writer.WriteString("href", paths.Collection(name));
        writer.WriteEndObject();
        writer.WriteString("download_url", paths.File(unit.FileName()));
        writer.WriteString("name", unit.Name);
        writer.WriteStartObject("namespace");
        writer.WriteString("name", unit.Namespace);
        writer.WriteString("metadata_sha256", version.NamespaceSha256);
        writer.WriteEndObject();
        WriteSignatures(writer, version.Signatures);
        WriteMetadata(writer, unit, writeContents);
        writer.WriteString("git_url", unit.GitUrl);
        writer.WriteString("git_commit_sha", unit.GitCommitSha);
        writeFurther?.Invoke();
        writer.WriteEndObject();
    }

    /// <summary>Writes the fields of what is said of a namespace.</summary>
    public static void WriteNamespace(Utf8JsonWriter writer, AnsibleNamespaceMetadata metadata, GalaxyPaths paths)
    {
        writer.WriteString("name", metadata.Name);
        writer.WriteString("company", metadata.Company);
        writer.WriteString("email", metadata.Email);
        writer.WriteString("description", metadata.Description);
        writer.WriteString("resources", metadata.Resources);
        writer.WriteStartArray("links");
        foreach (var link in metadata.Links)
        {
            writer.WriteStartObject();
            writer.WriteString("name", link.Name);
            writer.WriteString("url", link.Url);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteString("avatar_url", metadata.AvatarSha256 is null ? null : paths.Avatar(metadata.Name));
        writer.WriteString("avatar_sha256", metadata.AvatarSha256);
        writer.WriteString("metadata_sha256", metadata.MetadataSha256);
    }

    public static void WriteList(Utf8JsonWriter writer, string name, IEnumerable<string> values)
    {
        writer.WriteStartArray(name);
        foreach (var value in values)
            writer.WriteStringValue(value);
        writer.WriteEndArray();
    }

    private static void WriteHead(Utf8JsonWriter writer, PublishedVersion version, GalaxyPaths paths)
    {
        writer.WriteString("version", version.Unit.Version);
        writer.WriteString("href", paths.Version(NameOf(version.Unit), version.Unit.Version));
        writer.WriteString("created_at", Format(version.Unit.Created));
        writer.WriteString("updated_at", Format(version.Updated));
        writer.WriteString("requires_ansible", version.Unit.RequiresAnsible);
        WriteList(writer, "marks", version.Marks);
    }

    private static void WriteSignatures(Utf8JsonWriter writer, IReadOnlyList<(CollectionVersionSignature Unit, string? Service)> signatures)
    {
        writer.WriteStartArray("signatures");
        foreach (var (signature, service) in signatures)
        {
            writer.WriteStartObject();
            writer.WriteString("signature", signature.Data);
            writer.WriteString("pubkey_fingerprint", signature.PubkeyFingerprint);
            writer.WriteString("signing_service", service);
            writer.WriteString("pulp_created", Format(signature.Created));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteMetadata(Utf8JsonWriter writer, CollectionVersion unit, Action? writeContents)
    {
        writer.WriteStartObject("metadata");
        WriteList(writer, "authors", unit.Authors);
        writer.WritePropertyName("contents");
        if (writeContents is not null)
        {
            writeContents();
        }
        else
        {
            writer.WriteStartArray();
            writer.WriteEndArray();
        }

        writer.WriteStartObject("dependencies");
        foreach (var (dependency, range) in unit.Dependencies)
            writer.WriteString(dependency, range);
        writer.WriteEndObject();
        writer.WriteString("description", unit.Description);
        writer.WriteString("documentation", unit.Documentation);
        writer.WriteString("homepage", unit.Homepage);
        writer.WriteString("issues", unit.Issues);
        WriteList(writer, "license", unit.License);
        writer.WriteString("repository", unit.OriginRepository);
        WriteList(writer, "tags", unit.Tags);
        writer.WriteEndObject();
    }
}
