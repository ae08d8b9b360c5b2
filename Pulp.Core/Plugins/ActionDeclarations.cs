using Pulp.Resources;

namespace Pulp.Plugins;

/// <summary>
/// Makes the descriptions of actions from the classes that answer them.
/// </summary>
internal static class ActionDeclarations
{
    private static readonly string[] Methods = ["GET", "POST", "DELETE"];

    // What REST has on resources of one kind or another already.
    private static readonly string[] Taken = ["add_role", "list_roles", "modify", "my_permissions", "remove_role", "set_label", "sync", "unset_label", "versions"];

    public static ResourceAction Of(Type action, string name, string method, bool onCollection, bool onVersion, string needs)
    {
        var answers = action.GetInterfaces().Where(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IResourceAction<,>)).ToList();
        if (answers is not [var only])
            throw new PluginException($"{action.FullName} must implement IResourceAction once to answer '{name}'.");
        if (!Methods.Contains(method, StringComparer.Ordinal))
            throw new PluginException($"The action '{name}' cannot be called with '{method}', only with {string.Join(", ", Methods)}.");
        if (name.Length == 0 || !name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '_' or '-'))
            throw new PluginException($"The action '{name}' needs a name of lower-case letters, digits, '_' and '-'.");
        if (Taken.Contains(name, StringComparer.Ordinal))
            throw new PluginException($"The action '{name}' needs another name: that one is Pulp's own.");
        var (document, answer) = (only.GetGenericArguments()[0], only.GetGenericArguments()[1]);
        if (method == "GET" && document != typeof(NoDocument))
            throw new PluginException($"The action '{name}' is called with GET, which carries no document.");
        return (ResourceAction)Activator.CreateInstance(typeof(ResourceActionOf<,,>).MakeGenericType(action, document, answer), name, method, onCollection, onVersion, needs)!;
    }
}
