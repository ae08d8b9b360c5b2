using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Pulp.Plugins.Ansible.Naming;
using Pulp.Plugins.Ansible.Yaml;

namespace Pulp.Plugins.Ansible.Requirements;

/// <summary>
/// Represents a <c>requirements.yml</c>: collections, and roles, each with the versions that are asked for.
/// </summary>
/// <param name="Collections">The collections.</param>
/// <param name="Roles">The roles.</param>
internal sealed record RequirementsFile(IReadOnlyList<CollectionRequirement> Collections, IReadOnlyList<RoleRequirement> Roles)
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private const int MaximumLength = 1024 * 1024;
    private static readonly YamlLimits Limits = new() { MaxLength = MaximumLength, MaxNodes = 200_000, MaxDepth = 8 };
    private static readonly string[] CollectionKeys = ["name", "version", "source", "type", "signatures"];
    private static readonly string[] RoleKeys = ["name", "src", "version"];

    /// <summary>Reads a file.</summary>
    /// <param name="text">Its text.</param>
    /// <returns>What it asks for.</returns>
    /// <exception cref="RequirementsException">It cannot be used.</exception>
    public static RequirementsFile Parse(string text)
    {
        try
        {
            return Read(YamlDocument.Parse(text, Limits));
        }
        catch (YamlFormatException malformed)
        {
            throw new RequirementsException(Sentence(malformed.Message), malformed);
        }
    }

    /// <summary>Writes a file that asks for collections.</summary>
    /// <param name="words">The collections as ansible-galaxy takes them: <c>acme.tools</c>, or with versions after a colon, <c>acme.tools:>=1.0.0</c>.</param>
    /// <returns>The text.</returns>
    public static string Write(IEnumerable<string> words)
    {
        var text = new StringBuilder("collections:\n");
        foreach (var word in words)
        {
            // JSON's texts are YAML's. A colon with nothing behind it stays, and is refused as a name: a shell took the range for a redirection.
            string[] parts = word.EndsWith(':') ? [word] : word.Split(':', 2);
            text.Append("  - name: ").Append(JsonSerializer.Serialize(parts[0], Plain)).Append('\n');
            if (parts.Length > 1)
                text.Append("    version: ").Append(JsonSerializer.Serialize(parts[1], Plain)).Append('\n');
        }

        return text.ToString();
    }

    private static RequirementsFile Read(YamlNode? root) => root switch
    {
        { Kind: YamlKind.Sequence } => new RequirementsFile([], [.. root.Items.Select(RoleOf)]),
        { Kind: YamlKind.Mapping } => ReadMapping(root),
        _ => throw new RequirementsException("Line 1: write a mapping with the key 'collections', a list."),
    };

    private static RequirementsFile ReadMapping(YamlNode root)
    {
        RequireKeys(root, ["collections", "roles"]);
        return new RequirementsFile([.. ItemsOf(root, "collections").Select(CollectionOf)], [.. ItemsOf(root, "roles").Select(RoleOf)]);
    }

    private static IReadOnlyList<YamlNode> ItemsOf(YamlNode root, string key) => root[key] switch
    {
        null or { IsNull: true } => [],
        { Kind: YamlKind.Sequence } list => list.Items,
        var other => throw new RequirementsException($"Line {other.Line}: '{key}' must be a list."),
    };

    private static CollectionRequirement CollectionOf(YamlNode entry)
    {
        if (entry.Kind == YamlKind.Scalar)
            return CollectionOf(entry.AsText(), null, null, entry.Line);
        if (entry.Kind != YamlKind.Mapping)
            throw new RequirementsException($"Line {entry.Line}: an entry is a name, or a mapping with the key 'name'.");
        RequireKeys(entry, CollectionKeys);
        if (entry["type"]?.AsText() is { } type && type != "galaxy")
            throw new RequirementsException($"Line {entry.Line}: entries of type '{Excerpt.Of(type)}' are not taken from a Galaxy server; for a git repository make a git remote.");
        return CollectionOf(entry["name"]?.AsText(), TextOf(entry, "version"), TextOf(entry, "source"), entry.Line);
    }

    private static CollectionRequirement CollectionOf(string? name, string? version, string? source, long line)
    {
        if (!CollectionName.TryParse(name, out var full))
            throw new RequirementsException($"Line {line}: '{Excerpt.Of(name ?? "")}' is no name of a collection; write namespace and name, for example community.general.");
        if (!VersionRange.TryParse(version, out var range) && version is not null)
            throw new RequirementsException($"Line {line}: '{Excerpt.Of(version)}' is no range of versions; write for example >=1.0.0,<2.0.0.");
        return new CollectionRequirement(full, range ?? VersionRange.Any, source);
    }

    private static RoleRequirement RoleOf(YamlNode entry)
    {
        if (entry.Kind == YamlKind.Mapping)
            RequireKeys(entry, RoleKeys);
        var name = entry.Kind == YamlKind.Mapping ? (entry["src"] ?? entry["name"])?.AsText() : entry.AsText();
        if (name?.Split('.') is not [{ Length: > 0 } space, { Length: > 0 } role] || name.Contains('/', StringComparison.Ordinal))
            throw new RequirementsException($"Line {entry.Line}: '{Excerpt.Of(name ?? "")}' is no role of a Galaxy server; write namespace and name, for example acme.web.");
        return new RoleRequirement(space, role, entry.Kind == YamlKind.Mapping ? TextOf(entry, "version") : null);
    }

    private static string? TextOf(YamlNode entry, string key) => entry[key] is not { IsNull: false } value
        ? null
        : value.AsText() ?? throw new RequirementsException($"Line {value.Line}: '{key}' must be a text.");

    private static void RequireKeys(YamlNode mapping, IReadOnlyList<string> known)
    {
        foreach (var (key, value) in mapping.Entries)
        {
            if (!known.Contains(key, StringComparer.Ordinal))
                throw new RequirementsException($"Line {value.Line}: '{Excerpt.Of(key)}' is not known here; known are {string.Join(", ", known)}.");
        }
    }

    private static string Sentence(string message) => $"{char.ToUpperInvariant(message[0])}{message[1..]}.";
}
