using System.Text;
using Pulp.Plugins.Ansible.Yaml;

namespace Pulp.Plugins.Ansible.Archives;

/// <summary>
/// Collects what a collection says of itself and its parts while the archive passes.
/// </summary>
internal sealed class CollectionDocuments
{
    private const string ReadmeName = "README.md";
    private const string ExtensionsName = "meta/extensions.yml";
    private const string DocumentsFolder = "docs/";
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private readonly CollectionLimits limits;
    private readonly Findings findings;
    private readonly DocumentBudget budget;
    private readonly PluginDocuments plugins;
    private readonly RoleDocuments roles;
    private readonly List<(string Name, string Text)> files = [];
    private readonly List<ContentItem> playbooks = [];
    private byte[]? readme;
    private byte[]? runtime;
    private byte[]? extensions;

    public CollectionDocuments(CollectionLimits limits, Findings findings)
    {
        this.limits = limits;
        this.findings = findings;
        budget = new DocumentBudget(limits, findings);
        plugins = new PluginDocuments(budget, findings);
        roles = new RoleDocuments(budget, findings);
    }

    /// <summary>Gets the Markdown files of <c>docs/</c>.</summary>
    public IReadOnlyList<(string Name, string Text)> Files => files;

    /// <summary>Gets the fragments of documentation.</summary>
    public DocFragments Fragments => plugins.Fragments;

    /// <summary>Gets the largest size with which a file's content is wanted; -1 when it is not.</summary>
    public long RoomFor(string path)
    {
        if (path is ReadmeName or RuntimeFile.Path or ExtensionsName || IsDocument(path) || RoleDocuments.IsWanted(path))
            return limits.MaxDocumentBytes;
        return ContentTypes.PluginOf(path) is { Type: var type } && (type == ContentTypes.Fragments || ContentTypes.IsDocumented(type)) || ContentTypes.ExtensionOf(path) is not null ? limits.MaxSourceBytes : -1;
    }

    /// <summary>Takes a file on.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="content">Its content; null when it is not wanted, or too large.</param>
    /// <exception cref="CollectionRefusedException">It is the README or a file of <c>meta/</c>, and is too large or not in UTF-8.</exception>
    public void Add(string path, byte[]? content)
    {
        switch (path)
        {
            case ReadmeName:
                readme = Need(path, content);
                break;
            case RuntimeFile.Path:
                runtime = Need(path, content);
                break;
            case ExtensionsName:
                extensions = Need(path, content);
                break;
            default:
                if (IsDocument(path))
                    AddDocument(path, content);
                else if (RoleDocuments.IsWanted(path))
                    roles.Add(path, content);
                else if (ContentTypes.IsPlaybook(path))
                    playbooks.Add(new ContentItem(ContentTypes.Playbook, Path.GetFileName(path)));
                else
                    plugins.Add(path, content);
                break;
        }
    }

    /// <summary>Tells what was found, now that everything has passed.</summary>
    public (IReadOnlyList<ContentItem> Items, string? RequiresAnsible, (string Name, string Text)? Readme) Conclude(CollectionManifest manifest, ArchiveTree tree)
    {
        if (readme is null && manifest.Readme is { Length: > 0 })
            findings.Break("README.md is missing from the top of the archive: the documentation that is shown begins with it. Add it.");
        var named = ExtensionFolders();
        var items = plugins.Items($"{manifest.Namespace}.{manifest.Name}").Where(item => !item.Type.Contains('/', StringComparison.Ordinal) || named.Contains(item.Type))
            .Concat(roles.Items(tree.Folders)).Concat(playbooks)
            .OrderBy(item => item.Type, StringComparer.Ordinal).ThenBy(item => item.Name, StringComparer.Ordinal);
        return ([.. items], RuntimeFile.RequiresAnsible(runtime, findings), readme is null ? null : (ReadmeName, Decode(ReadmeName, readme)));
    }

    private static bool IsDocument(string path) =>
        path.StartsWith(DocumentsFolder, StringComparison.Ordinal) && path.EndsWith(".md", StringComparison.Ordinal) && path.AsSpan().Count('/') == 1;

    // Custom kinds of extensions are for the tools that know them.
    private HashSet<string> ExtensionFolders()
    {
        try
        {
            return extensions is not null && YamlDocument.Parse(extensions)?["extensions"] is { } list
                ? [.. list.Items.Select(item => item["args"]?["ext_dir"]?.AsText()).OfType<string>()]
                : [];
        }
        catch (YamlFormatException malformed)
        {
            findings.Error($"{ExtensionsName} is not accepted: {malformed.Message}. Mend its YAML.");
            return [];
        }
    }

    private void AddDocument(string path, byte[]? content)
    {
        if (content is null)
            findings.Warn($"'{path}' has more than {limits.MaxDocumentBytes} bytes; it is not shown.");
        else if (budget.TryTake(content.Length, path))
            files.Add((path[DocumentsFolder.Length..], Decode(path, content)));
    }

    private byte[] Need(string path, byte[]? content) => content ?? throw findings.Refused($"'{path}' has more than {limits.MaxDocumentBytes} bytes. Shorten it.");

    private string Decode(string path, byte[] content)
    {
        try
        {
            return StrictUtf8.GetString(content);
        }
        catch (DecoderFallbackException invalid)
        {
            throw findings.Refused($"'{path}' is not in UTF-8. Convert it.", invalid);
        }
    }
}
