using System.Buffers;
using System.Text;
using System.Text.Json;
using Pulp.Plugins.Ansible.Yaml;

namespace Pulp.Plugins.Ansible.Archives;

/// <summary>
/// Collects what roles say of themselves while the archive passes: README, meta/main.yml and meta/argument_specs.yml.
/// </summary>
internal sealed class RoleDocuments(DocumentBudget budget, Findings findings)
{
    private readonly Dictionary<string, byte[]> files = new(StringComparer.Ordinal);

    public static bool IsWanted(string path)
    {
        if (!path.StartsWith("roles/", StringComparison.Ordinal))
            return false;
        return path.EndsWith("/README.md", StringComparison.Ordinal)
            || (Path.GetDirectoryName(path) is { } folder && folder.EndsWith("/meta", StringComparison.Ordinal)
                && Path.GetFileName(path) is "main.yml" or "main.yaml" or "argument_specs.yml" or "argument_specs.yaml");
    }

    /// <summary>Takes a file on.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="content">Its content; null when it is too large to be read.</param>
    public void Add(string path, byte[]? content)
    {
        if (content is null)
            findings.Warn($"'{path}' is too large to be read as documentation.");
        else if (budget.TryTake(content.Length, path))
            files[path] = content;
    }

    /// <summary>Makes the items of roles, now that all folders are known.</summary>
    public IEnumerable<ContentItem> Items(IReadOnlySet<string> folders) => ContentTypes.RolesOf(folders).Select(Read);

    private ContentItem Read(string folder)
    {
        if (!ContentTypes.IsAllowedName(Path.GetFileName(folder)))
            findings.Break($"The role '{folder}' has no name that playbooks can use: lower-case letters, digits and single underscores. Rename it.");
        var readme = files.GetValueOrDefault(folder + "/README.md");
        if (readme is null)
            findings.Warn($"The role '{folder}' has no README.md. Add one that tells how to use it.");
        var specs = Yaml(folder + "/meta/argument_specs.yml") ?? Yaml(folder + "/meta/argument_specs.yaml");
        var main = Yaml(folder + "/meta/main.yml") ?? Yaml(folder + "/meta/main.yaml");
        return new ContentItem(ContentTypes.Role, ContentTypes.RoleName(folder))
        {
            Description = main?["galaxy_info"]?["description"]?.AsText(),
            DocStrings = (specs ?? main)?["argument_specs"] is { } arguments ? Write(arguments) : default,
            Readme = readme is null ? null : Encoding.UTF8.GetString(readme),
        };
    }

    private YamlNode? Yaml(string path)
    {
        try
        {
            return files.TryGetValue(path, out var content) ? YamlDocument.Parse(content) : null;
        }
        catch (YamlFormatException malformed)
        {
            findings.Warn($"'{path}' is not read: {malformed.Message}. Mend its YAML.");
            return null;
        }
    }

    private static ReadOnlyMemory<byte> Write(YamlNode arguments)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, DocStringsJson.Options))
        {
            writer.WriteStartObject();
            writer.WritePropertyName("argument_specs");
            arguments.WriteTo(writer);
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }
}
