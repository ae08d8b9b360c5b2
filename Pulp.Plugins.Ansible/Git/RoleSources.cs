using Pulp.Plugins.Ansible.Archives;
using Pulp.Plugins.Ansible.Naming;
using Pulp.Plugins.Ansible.Yaml;
using Pulp.Sync;

namespace Pulp.Plugins.Ansible.Git;

/// <summary>
/// Represents what the sources of a role say of it: its <c>meta/main.yml</c>, and where that is silent the address of the git repository.
/// </summary>
/// <param name="Namespace">Whose role it is.</param>
/// <param name="Name">The role's name.</param>
internal sealed record RoleSources(string Namespace, string Name)
{
    private const int MaximumFile = 1024 * 1024;
    private const string RepositoryPrefix = "ansible-role-";
    private static readonly string[] Endings = ["yml", "yaml"];

    /// <summary>Gets what else the metadata says.</summary>
    public RoleMetadata Metadata { get; private init; } = RoleMetadata.None;

    /// <summary>Reads the sources in a folder.</summary>
    /// <param name="folder">The checkout.</param>
    /// <param name="url">The address of the git repository.</param>
    /// <returns>What they say; null when they are no role.</returns>
    /// <exception cref="SyncException">They are a role whose metadata or name cannot be used.</exception>
    public static RoleSources? Find(string folder, Uri url)
    {
        var meta = Find(folder, "meta");
        if (meta is null && Find(folder, "tasks") is null)
            return null;
        var document = meta is null ? null : Read(meta);
        var info = document?["galaxy_info"];
        var segments = Uri.UnescapeDataString(url.AbsolutePath).Split('/', StringSplitOptions.RemoveEmptyEntries);
        var space = info?["namespace"]?.AsText() ?? (segments.Length > 1 ? segments[^2] : "");
        var name = info?["role_name"]?.AsText() ?? NameOf(segments.Length > 0 ? segments[^1] : "");
        if (!RoleName.IsNamespace(space))
            throw new SyncException($"The git repository holds a role of the namespace '{Excerpt.Of(space)}'. {RoleName.NamespaceRule} Name one as 'namespace' in the 'galaxy_info' of meta/main.yml.");
        if (!RoleName.IsName(name))
            throw new SyncException($"The git repository holds a role with the name '{Excerpt.Of(name)}'. {RoleName.NameRule} Name one as 'role_name' in the 'galaxy_info' of meta/main.yml.");
        return new RoleSources(space, name) { Metadata = RoleMetadata.Of(document) };
    }

    private static FileInfo? Find(string folder, string part) => Endings.Select(ending => new FileInfo(Path.Join(folder, part, $"main.{ending}")))
        .FirstOrDefault(file => file.Exists && file.LinkTarget is null && file.Directory!.LinkTarget is null);

    private static YamlNode? Read(FileInfo meta)
    {
        if (meta.Length > MaximumFile)
            throw new SyncException($"meta/{meta.Name} is larger than {MaximumFile} bytes.");
        try
        {
            return YamlDocument.Parse(File.ReadAllBytes(meta.FullName));
        }
        catch (YamlFormatException malformed)
        {
            throw new SyncException($"meta/{meta.Name} cannot be used: {malformed.Message}", malformed);
        }
    }

    /// <summary>Gets what a role is called that does not say it, by its git repository.</summary>
    public static string NameOf(string repository)
    {
        var name = repository.EndsWith(".git", StringComparison.Ordinal) ? repository[..^4] : repository;
        return name.StartsWith(RepositoryPrefix, StringComparison.Ordinal) ? name[RepositoryPrefix.Length..] : name;
    }
}
