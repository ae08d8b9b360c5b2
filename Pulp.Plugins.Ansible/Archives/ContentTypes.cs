using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Pulp.Plugins.Ansible.Archives;

/// <summary>
/// Knows which part of a collection a path belongs to, as Galaxy's importer does.
/// </summary>
internal static partial class ContentTypes
{
    public const string Module = "module";
    public const string Playbook = "playbook";
    public const string Role = "role";
    public const string Fragments = "doc_fragments";

    private static readonly FrozenSet<string> Plugins = FrozenSet.ToFrozenSet<string>(
        ["action", "become", "cache", "callback", "cliconf", "connection", "doc_fragments", "filter", "httpapi", "inventory", "lookup", "module_utils", "netconf", "shell", "strategy", "terminal", "test", "vars"], StringComparer.Ordinal);

    // What ansible-doc knows; the others are code for other plugins.
    private static readonly FrozenSet<string> Documented = Plugins.Except(["action", "doc_fragments", "module_utils", "netconf", "terminal"]).Append(Module).ToFrozenSet(StringComparer.Ordinal);

    private static readonly string[] RoleFolders = ["tasks", "vars", "handlers", "meta"];

    // Folders below extensions/ that are listed when meta/extensions.yml names them.
    private static readonly string[] Extensions = ["eda/plugins/event_source", "eda/plugins/event_filter"];

    /// <summary>Gets which plugin a file below <c>plugins/</c> is the source of, or documents; null for other files.</summary>
    public static (string Type, string Name, bool IsSource)? PluginOf(string path)
    {
        var parts = path.Split('/');
        if (parts.Length < 3 || parts[0] != "plugins")
            return null;
        var type = parts[1] == "modules" ? Module : parts[1];
        var extension = Path.GetExtension(parts[^1]);
        if ((type != Module && !Plugins.Contains(type)) || parts[^1] == "__init__.py" || extension is not (".py" or ".ps1" or ".yml" or ".yaml"))
            return null;
        var isSource = extension is ".py" or ".ps1";
        if (!isSource && !Documented.Contains(type))
            return null;
        return (type, string.Join('.', parts[2..^1].Append(Path.GetFileNameWithoutExtension(parts[^1]))), isSource);
    }

    /// <summary>Gets which extension a file below <c>extensions/</c> is the source of; null for other files.</summary>
    public static (string Type, string Name)? ExtensionOf(string path)
    {
        var type = Array.Find(Extensions, folder => path.StartsWith($"extensions/{folder}/", StringComparison.Ordinal));
        return type is null || Path.GetExtension(path) is not (".py" or ".ps1") || Path.GetFileName(path) == "__init__.py" ? null : (type, Path.GetFileNameWithoutExtension(path));
    }

    public static bool IsDocumented(string type) => Documented.Contains(type) || Extensions.Contains(type, StringComparer.Ordinal);

    public static bool IsPlaybook(string path) =>
        path.StartsWith("playbooks/", StringComparison.Ordinal) && path.AsSpan().Count('/') == 1 && Path.GetExtension(path).ToLowerInvariant() is ".yml" or ".yaml";

    /// <summary>Finds the roles: the topmost folders below <c>roles/</c> with a role's folders in them.</summary>
    /// <returns>Their paths.</returns>
    public static IEnumerable<string> RolesOf(IReadOnlySet<string> folders)
    {
        var holders = folders
            .Where(static folder => folder.StartsWith("roles/", StringComparison.Ordinal) && RoleFolders.Contains(Path.GetFileName(folder), StringComparer.Ordinal))
            .Select(static folder => folder[..folder.LastIndexOf('/')])
            .Where(static folder => folder.Length > "roles/".Length)
            .ToHashSet(StringComparer.Ordinal);
        return holders.Where(folder => !ParentsOf(folder).Any(holders.Contains)).Order(StringComparer.Ordinal);
    }

    public static string RoleName(string folder) => folder["roles/".Length..].Replace('/', '.');

    public static bool IsAllowedName(string name) => Name().IsMatch(name);

    private static IEnumerable<string> ParentsOf(string folder)
    {
        for (var slash = folder.LastIndexOf('/'); slash > 0; slash = folder.LastIndexOf('/', slash - 1))
            yield return folder[..slash];
    }

    // Lower-case letters, digits and single underscores, no digit first.
    [GeneratedRegex(@"\A(_|(_[a-z0-9]|[a-z])(_?[a-z0-9])*_?)\z", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Name();
}
