using System.Buffers;
using System.Text.Json;
using Pulp.Plugins.Ansible.Models;
using Pulp.Uploads;

namespace Pulp.Plugins.Ansible.Archives;

/// <summary>
/// Represents what was read of a collection's archive.
/// </summary>
internal sealed class CollectionContents
{
    /// <summary>Gets what MANIFEST.json says.</summary>
    public required CollectionManifest Manifest { get; init; }

    /// <summary>Gets MANIFEST.json byte by byte: what signatures sign.</summary>
    public required ReadOnlyMemory<byte> RawManifest { get; init; }

    /// <summary>Gets FILES.json byte by byte.</summary>
    public required ReadOnlyMemory<byte> RawFiles { get; init; }

    /// <summary>Gets the versions of ansible-core it runs on; null when it does not say.</summary>
    public string? RequiresAnsible { get; init; }

    /// <summary>Gets its modules, plugins, roles and playbooks, ordered by type and name.</summary>
    public required IReadOnlyList<ContentItem> Items { get; init; }

    /// <summary>Gets the README's name and Markdown; null when there is none.</summary>
    public (string Name, string Text)? Readme { get; init; }

    /// <summary>Gets the Markdown files of <c>docs/</c>.</summary>
    public required IReadOnlyList<(string Name, string Text)> Documents { get; init; }

    /// <summary>Gets the fragments of its documentation, and which of others it uses.</summary>
    public required DocFragments Fragments { get; init; }

    /// <summary>Gets what was found.</summary>
    public required IReadOnlyList<UploadMessage> Messages { get; init; }

    /// <summary>Makes the unit.</summary>
    /// <param name="sha256">The SHA-256 of the file in hexadecimal.</param>
    /// <param name="size">Its size in bytes.</param>
    public CollectionVersion ToUnit(string sha256, long size) => new()
    {
        Namespace = Manifest.Namespace,
        Name = Manifest.Name,
        Version = Manifest.Version,
        Sha256 = sha256,
        Size = size,
        Authors = Manifest.Authors,
        Dependencies = Manifest.Dependencies,
        Description = Manifest.Description ?? "",
        Documentation = Manifest.Documentation ?? "",
        Homepage = Manifest.Homepage ?? "",
        Issues = Manifest.Issues ?? "",
        License = Manifest.License,
        OriginRepository = Manifest.Repository ?? "",
        Tags = Manifest.Tags,
        RequiresAnsible = RequiresAnsible,
    };

    /// <summary>Writes the list of modules, plugins, roles and playbooks as JSON.</summary>
    public void WriteContents(IBufferWriter<byte> output)
    {
        using var writer = new Utf8JsonWriter(output, DocStringsJson.Options);
        writer.WriteStartArray();
        foreach (var item in Items)
        {
            writer.WriteStartObject();
            writer.WriteString("name", item.Name);
            writer.WriteString("content_type", item.Type);
            writer.WriteString("description", item.Description);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    /// <summary>Writes the documentation as JSON. Markdown is kept as it is; where Galaxy has HTML, it is shown as plain text, so that nothing in it is markup.</summary>
    public void WriteDocsBlob(IBufferWriter<byte> output)
    {
        using var writer = new Utf8JsonWriter(output, DocStringsJson.Options);
        writer.WriteStartObject();
        writer.WritePropertyName("collection_readme");
        WriteDocument(writer, Readme);
        writer.WriteStartArray("documentation_files");
        foreach (var document in Documents)
            WriteDocument(writer, document);
        writer.WriteEndArray();
        writer.WriteStartArray("contents");
        foreach (var item in Items)
        {
            writer.WriteStartObject();
            writer.WriteString("content_name", item.Name);
            writer.WriteString("content_type", item.Type);
            writer.WritePropertyName("doc_strings");
            if (item.DocStrings.IsEmpty)
                writer.WriteNullValue();
            else
                writer.WriteRawValue(item.DocStrings.Span, skipInputValidation: true);
            writer.WriteString("readme_file", item.Readme is null ? null : "README.md");
            writer.WriteString("readme_html", PlainHtml.Of(item.Readme));
            writer.WriteEndObject();
            writer.Flush();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteDocument(Utf8JsonWriter writer, (string Name, string Text)? document)
    {
        writer.WriteStartObject();
        writer.WriteString("name", document?.Name);
        writer.WriteString("html", PlainHtml.Of(document?.Text));
        writer.WriteString("markdown", document?.Text);
        writer.WriteEndObject();
    }
}
