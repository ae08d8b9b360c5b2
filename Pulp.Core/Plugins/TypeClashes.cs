using Pulp.Resources;

namespace Pulp.Plugins;

// Finds declarations that cannot stand beside each other, within one plugin or between two.
internal static class TypeClashes
{
    public static void Reject(IReadOnlyList<PluginTypes> plugins)
    {
        var contents = plugins.SelectMany(plugin => plugin.Contents).ToList();
        var resources = plugins.SelectMany(plugin => plugin.Resources).ToList();
        RejectSame(contents.Select(type => (type.Name, type.ClrType)), "content type");
        RejectSame(resources.Select(type => ($"{type.Kind} {type.Name}", type.ClrType)), "resource type");
        RejectSame(
            [
                .. contents.Select(type => ($"content/{type.PluginLabel}/{type.Endpoint}", type.ClrType)),
                .. resources.Select(type => (type.Area is { } area ? $"{area}/{type.Endpoint}" : $"{type.Kind}/{type.PluginLabel}/{(type.ParentType is { } parent ? parent.FullName + "/" : "")}{type.Endpoint}", type.ClrType)),
            ],
            "REST path");
        RejectSame(
            [
                .. contents.Select(type => ($"{type.PluginLabel}.{type.Model.ToLowerInvariant()}", type.ClrType)),
                .. resources.Select(type => ($"{type.PluginLabel}.{type.Model.ToLowerInvariant()}", type.ClrType)),
            ],
            "PRN model");
        RejectTwice([.. contents.Select(type => (type.ClrType, type.Name)), .. resources.Select(type => (type.ClrType, $"{type.Kind} {type.Name}"))]);
        RejectActions(plugins);
        RejectUndeclared(plugins, [.. contents.Select(type => type.ClrType)]);
        RejectStrangeGroups(plugins);
    }

    private static void RejectSame(IEnumerable<(string Name, Type ClrType)> types, string what)
    {
        foreach (var same in types.GroupBy(type => type.Name, StringComparer.Ordinal).Where(same => same.Count() > 1))
            throw new PluginException($"The {what} '{same.Key}' is declared by {string.Join(" and by ", same.Select(type => $"{type.ClrType.FullName} of {type.ClrType.Assembly.GetName().Name}"))}.");
    }

    private static void RejectTwice(IEnumerable<(Type ClrType, string Name)> types)
    {
        foreach (var same in types.GroupBy(type => type.ClrType).Where(same => same.Count() > 1))
            throw new PluginException($"{same.Key.FullName} is declared twice, as {string.Join(" and as ", same.Select(type => $"'{type.Name}'"))}.");
    }

    private static void RejectActions(IReadOnlyList<PluginTypes> plugins)
    {
        foreach (var plugin in plugins)
        {
            if (plugin.Actions.FirstOrDefault(declared => plugin.Resources.All(type => type.ClrType != declared.Resource)) is { Action: { } strange, Resource: var resource })
                throw new PluginException($"The action '{strange}' is declared for {resource.FullName}, which the same plugin does not declare.");
            foreach (var same in plugin.Actions.GroupBy(declared => (declared.Resource, declared.Action.OnCollection, declared.Action.OnVersion, declared.Action.Method, declared.Action.Name)).Where(same => same.Count() > 1))
                throw new PluginException($"The action '{same.Key.Method} {same.Key.Name}' of {same.Key.Resource.FullName} is declared twice.");
        }
    }

    private static void RejectStrangeGroups(IReadOnlyList<PluginTypes> plugins)
    {
        foreach (var (plugin, content) in plugins.SelectMany(plugin => plugin.Contents.Select(content => (plugin, content))))
        {
            if (content.MemberOf is { ClrType: var group } && !plugin.Resources.Exists(type => type.ClrType == group && type is { Kind: ResourceKind.Custom, ParentType: null }))
                throw new PluginException($"Units of '{content.Name}' are members of {group.FullName}, which the same plugin does not declare as a kind of object of its own.");
        }

        // An object counts its units; those of two types would be counted as one when the second is grouped.
        foreach (var same in plugins.SelectMany(plugin => plugin.Contents).Where(content => content.MemberOf is not null).GroupBy(content => content.MemberOf!.ClrType).Where(same => same.Count() > 1))
            throw new PluginException($"Units of {string.Join(" and of ", same.Select(content => $"'{content.Name}'"))} are members of {same.Key.FullName}: the units of one type only can be.");
    }

    private static void RejectUndeclared(IReadOnlyList<PluginTypes> plugins, HashSet<Type> declared)
    {
        foreach (var (repository, contents) in plugins.SelectMany(plugin => plugin.HeldTypes))
        {
            if (contents.FirstOrDefault(content => !declared.Contains(content)) is { } missing)
                throw new PluginException($"The repository type {repository.FullName} holds {missing.FullName}, which is not a declared content type.");
        }
    }
}
