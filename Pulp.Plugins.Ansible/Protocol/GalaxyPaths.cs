using Pulp.Plugins.Ansible.Naming;

namespace Pulp.Plugins.Ansible.Protocol;

/// <summary>
/// Makes the addresses that answers for one distribution hold: paths, apart from those of files, which clients want whole.
/// </summary>
internal sealed class GalaxyPaths
{
    private readonly GalaxyStyle style;
    private readonly string origin;
    private readonly string prefix;
    private readonly string basePath;

    /// <summary>Initializes the addresses.</summary>
    /// <param name="style">The form that the client uses.</param>
    /// <param name="origin">The server's address without a slash at the end; its path, if it has one, begins every other.</param>
    /// <param name="basePath">The distribution's base path.</param>
    public GalaxyPaths(GalaxyStyle style, string origin, string basePath)
    {
        this.style = style;
        this.origin = origin;
        this.basePath = basePath;
        prefix = Uri.TryCreate(origin, UriKind.Absolute, out var address) ? address.AbsolutePath.TrimEnd('/') : "";
    }

    public string Index => Content + "collections/index/";

    public string Namespaces => Content + "namespaces/";

    public string Plugin => prefix + style.Plugin;

    public string Search => Plugin + "search/collection-versions/";

    public string Content => prefix + style.Content.Replace("{base_path}", basePath, StringComparison.Ordinal);

    public string Distribution => prefix + style.Distribution.Replace("{base_path}", basePath, StringComparison.Ordinal);

    public string Collection(CollectionName name) => $"{Index}{name.Namespace}/{name.Name}/";

    public string Versions(CollectionName name) => Collection(name) + "versions/";

    public string Version(CollectionName name, string version) => $"{Versions(name)}{version}/";

    public string Namespace(string name) => $"{Namespaces}{name}/";

    public string Avatar(string name) => $"{origin}{style.Content.Replace("{base_path}", basePath, StringComparison.Ordinal)}namespaces/{name}/avatar/";

    public string Import(Guid taskId) => $"{prefix}{style.Plugin}imports/collections/{taskId}/";

    public string File(string fileName) => $"{origin}{style.Content.Replace("{base_path}", basePath, StringComparison.Ordinal)}collections/artifacts/{fileName}";
}
