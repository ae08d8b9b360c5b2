using System.Globalization;
using System.Text;
using Pulp.ContentTypes;
using Pulp.Resources;

namespace Pulp.AspNetCore.Api;

/// <summary>
/// Makes the names that clients know from Pulp's OpenAPI document: tags and path parameters.
/// </summary>
internal static class Naming
{
    /// <summary>Gets a tag such as <c>Repositories: Python</c>.</summary>
    public static string TagOf(ResourceType type) => type.Kind == ResourceKind.SigningService ? "Signing Services" : $"{KindOf(type)}: {Title(type.Endpoint)}";

    /// <summary>Gets a parameter such as <c>python_python_repository_href</c>.</summary>
    public static string HrefOf(ResourceType type) => HrefOf(type.PluginLabel, type.Model);

    public static string HrefOf(ContentType type) => HrefOf(type.PluginLabel, type.Model);

    public static string VersionHrefOf(ResourceType type) => HrefOf(type.PluginLabel, type.Model + "Version");

    /// <summary>Gets a parameter such as <c>python_python_python_blocklist_entry_href</c>: the plugin and the type of the resource above, then the model.</summary>
    public static string HrefOf(ResourceType parent, ResourceType type) => HrefOf(type.PluginLabel, parent.TypeName + "_", type.Model);

    public static string Title(string text)
    {
        var title = new StringBuilder(text.Length);
        foreach (var c in text)
            title.Append(title.Length == 0 || title[^1] is '-' or '_' ? char.ToUpper(c, CultureInfo.InvariantCulture) : c);
        return title.ToString();
    }

    private static string KindOf(ResourceType type) => type.Kind switch
    {
        ResourceKind.Repository => "Repositories",
        ResourceKind.Remote => "Remotes",
        ResourceKind.Distribution => "Distributions",
        ResourceKind.Publication => "Publications",
        ResourceKind.ContentGuard => "Contentguards",
        ResourceKind.Exporter => "Exporters",
        ResourceKind.Importer => "Importers",
        _ => Title(type.Area ?? "pulp_" + type.PluginLabel),
    };

    private static string HrefOf(string label, string model) => HrefOf(label, "", model);

    private static string HrefOf(string label, string parent, string model) => (label == "core" ? "" : label + "_") + parent + Snake(model) + "_href";

    // Every capital begins a word: RBACContentGuard is r_b_a_c_content_guard.
    private static string Snake(string model)
    {
        var snake = new StringBuilder(model.Length + 8);
        foreach (var c in model)
        {
            if (char.IsUpper(c) && snake.Length > 0)
                snake.Append('_');
            snake.Append(char.ToLowerInvariant(c));
        }

        return snake.ToString();
    }
}
