using System.Text;
using Pulp.Plugins.Ansible.Yaml;

namespace Pulp.Plugins.Ansible.Archives;

/// <summary>
/// Collects modules and plugins with their documentation while the archive passes.
/// </summary>
internal sealed class PluginDocuments(DocumentBudget budget, Findings findings)
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    // A plugin's documentation; more in it than in a whole requirements file is no documentation.
    private static readonly YamlLimits Limits = new() { MaxNodes = 50_000 };
    private readonly Dictionary<(string Type, string Name), (ContentItem Item, bool IsSource)> plugins = [];

    /// <summary>Gets the fragments of documentation.</summary>
    public DocFragments Fragments { get; } = new(budget, findings);

    /// <summary>Gets what was found, once all files have passed.</summary>
    /// <param name="collection">The full name of the collection.</param>
    public IEnumerable<ContentItem> Items(string collection) =>
        plugins.Values.Where(static plugin => plugin.IsSource || !plugin.Item.DocStrings.IsEmpty).Select(plugin => Fragments.Extend(plugin.Item, collection));

    /// <summary>Takes a file on.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="content">Its content; null when it is too large to be read.</param>
    public void Add(string path, byte[]? content)
    {
        if (ContentTypes.PluginOf(path) is var (type, name, isSource))
            Add(path, type, name, isSource, content);
        else if (ContentTypes.ExtensionOf(path) is var (extension, extensionName))
            Add(path, extension, extensionName, isSource: true, content);
    }

    private void Add(string path, string type, string name, bool isSource, byte[]? content)
    {
        var (item, wasSource) = plugins.GetValueOrDefault((type, name), (new ContentItem(type, name), false));
        if (isSource && !wasSource && !ContentTypes.IsAllowedName(name[(name.LastIndexOf('.') + 1)..]))
            findings.Break($"'{path}' has no name that playbooks can use: lower-case letters, digits and single underscores. Rename it.");
        if (type == ContentTypes.Fragments && content is not null)
            AddFragments(path, name, content);
        if (item.DocStrings.IsEmpty && ContentTypes.IsDocumented(type))
            item = Read(path, item, isSource, content);
        plugins[(type, name)] = (item, wasSource || isSource);
    }

    private void AddFragments(string path, string name, byte[] content)
    {
        try
        {
            Fragments.Add(path, name, StrictUtf8.GetString(content));
        }
        catch (DecoderFallbackException)
        {
            findings.Warn($"'{path}' is not in UTF-8; its fragments of documentation are not shown.");
        }
    }

    private ContentItem Read(string path, ContentItem item, bool isSource, byte[]? content)
    {
        if (content is null)
        {
            findings.Warn($"'{path}' is too large to be searched for documentation.");
            return item;
        }

        try
        {
            var (documentation, returns, examples) = isSource ? OfSource(content) : OfSidecar(content);
            if (documentation is not { Kind: YamlKind.Mapping })
                return item;
            var strings = DocStringsJson.Of(documentation, returns, examples);
            if (!budget.TryTake(strings.Length, path))
                strings = default;
            return item with { DocStrings = strings, Description = documentation["short_description"]?.AsText() };
        }
        catch (YamlFormatException malformed)
        {
            findings.Warn($"The documentation of '{path}' is not shown: {malformed.Message}. Mend its YAML.");
            return item;
        }
        catch (DecoderFallbackException)
        {
            findings.Warn($"'{path}' is not in UTF-8; its documentation is not shown.");
            return item;
        }
    }

    private static (YamlNode? Documentation, YamlNode? Returns, string? Examples) OfSource(byte[] content)
    {
        // Most code for plugins has no documentation of its own.
        if (content.AsSpan().IndexOf("DOCUMENTATION"u8) < 0)
            return default;
        var strings = PythonDocStrings.Of(StrictUtf8.GetString(content));
        return strings.Documentation is null
            ? default
            : (YamlDocument.Parse(strings.Documentation, Limits), strings.Return is null ? null : YamlDocument.Parse(strings.Return, Limits), strings.Examples);
    }

    private static (YamlNode? Documentation, YamlNode? Returns, string? Examples) OfSidecar(byte[] content)
    {
        var document = YamlDocument.Parse(content, Limits);
        return (document?["DOCUMENTATION"], document?["RETURN"], document?["EXAMPLES"]?.AsText());
    }
}
