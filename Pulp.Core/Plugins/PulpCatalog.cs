using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Pulp.ContentTypes;
using Pulp.Distributions;
using Pulp.Repositories;
using Pulp.Resources;

namespace Pulp.Plugins;

/// <summary>
/// Holds every type that was registered, frozen when the host is built.
/// </summary>
public sealed class PulpCatalog
{
    private readonly FrozenDictionary<string, ContentType> contentsByName;
    private readonly FrozenDictionary<Type, ContentType> contentsByClr;
    private readonly FrozenDictionary<(ResourceKind Kind, string Name), ResourceType> resourcesByName;
    private readonly FrozenDictionary<Type, ResourceType> resourcesByClr;
    private readonly FrozenDictionary<Type, Type> guardEvaluators;

    internal PulpCatalog(IReadOnlyList<PluginTypes> loaded)
    {
        IReadOnlyList<PluginTypes> plugins = [.. CoreTypes.Create(new ServiceCollection()), .. loaded];
        TypeClashes.Reject(plugins);
        ContentTypes = [.. plugins.SelectMany(plugin => plugin.Contents)];
        contentsByName = ContentTypes.ToFrozenDictionary(type => type.Name, StringComparer.Ordinal);
        contentsByClr = ContentTypes.ToFrozenDictionary(type => type.ClrType);

        var held = plugins.SelectMany(plugin => plugin.HeldTypes).ToDictionary(pair => pair.Repository, pair => pair.Contents);
        var actions = plugins.SelectMany(plugin => plugin.Actions).ToLookup(pair => pair.Resource, pair => pair.Action);
        var words = plugins.SelectMany(plugin => plugin.ObjectPermissions).ToLookup(declared => declared.Resource, declared => declared.Word);
        var governors = plugins.SelectMany(plugin => plugin.Governors).ToDictionary(declared => declared.Resource);
        ResourceTypes = [.. plugins.SelectMany(plugin => plugin.Resources).Select(type => type is RepositoryType repository
            ? repository with { ContentTypes = [.. held[type.ClrType].Select(content => contentsByClr[content].Name)] }
            : type).Select(type => type with { Actions = [.. actions[type.ClrType]], ObjectPermissions = [.. words[type.ClrType]] })
            .Select(type => governors.TryGetValue(type.ClrType, out var declared) ? type with { Governor = GovernorOf(type, declared) } : type)];
        resourcesByName = ResourceTypes.ToFrozenDictionary(type => (type.Kind, type.Name));
        resourcesByClr = ResourceTypes.ToFrozenDictionary(type => type.ClrType);
        guardEvaluators = plugins.SelectMany(plugin => plugin.GuardEvaluators).ToFrozenDictionary();
        Permissions = plugins.SelectMany(plugin => plugin.Permissions)
            .Concat(plugins.SelectMany(plugin => plugin.ObjectPermissions).Select(declared => KeyValuePair.Create(ResourceTypeOf(declared.Resource).Permission(declared.Word), declared.Description)))
            .ToFrozenDictionary(StringComparer.Ordinal);
        Roles = plugins.SelectMany(plugin => plugin.Roles).ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static Governor GovernorOf(ResourceType type, (Type Resource, string Property, Type Governor, Func<Resource, string?> KeyOf, Func<string, Resource> Create) declared) => new()
    {
        Field = type.Fields.FirstOrDefault(field => field.Property.Name == declared.Property && field is { Kind: FieldKind.Reference, Rules: { ReadOnly: true } or { Hidden: true } })
            ?? throw new PluginException($"{type.ClrType.Name} has no reference '{declared.Property}', which clients do not write, to the {declared.Governor.Name} that governs it."),
        ClrType = declared.Governor,
        KeyOf = declared.KeyOf,
        Create = declared.Create,
    };

    /// <summary>Builds the catalog of some plugins outside a host, for tests and tools. The services the plugins add are forgotten.</summary>
    /// <param name="plugins">The plugins.</param>
    /// <returns>The catalog.</returns>
    /// <exception cref="PluginException">Two plugins declare the same type, or a repository type holds an undeclared one.</exception>
    public static PulpCatalog Create(params IEnumerable<PulpPlugin> plugins) => new([.. plugins.Select(plugin =>
    {
        var builder = new PluginBuilder(plugin.Label, new ServiceCollection());
        plugin.Configure(builder);
        return builder.Types;
    })]);

    /// <summary>Gets all content types.</summary>
    public IReadOnlyList<ContentType> ContentTypes { get; }

    /// <summary>Gets all resource types.</summary>
    public IReadOnlyList<ResourceType> ResourceTypes { get; }

    /// <summary>Gets the permissions plugins declared beyond those every type has, with their descriptions.</summary>
    public IReadOnlyDictionary<string, string> Permissions { get; }

    /// <summary>Gets the roles plugins declared beyond creator, owner and viewer of each type.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Roles { get; }

    /// <summary>Finds a content type.</summary>
    /// <param name="name">The full name, for example <c>python.python</c>.</param>
    /// <param name="type">The type.</param>
    /// <returns>Whether it is registered.</returns>
    public bool TryGetContentType(string name, [NotNullWhen(true)] out ContentType? type) => contentsByName.TryGetValue(name, out type);

    /// <summary>Gets the content type of a CLR type.</summary>
    /// <param name="clrType">The CLR type of a unit.</param>
    /// <returns>The content type.</returns>
    /// <exception cref="PluginException">No plugin registered it.</exception>
    public ContentType ContentTypeOf(Type clrType) => contentsByClr.TryGetValue(clrType, out var type)
        ? type
        : throw new PluginException($"{clrType.Name} is not a registered content type: add the plugin that declares it.");

    /// <summary>Gets the content type of a unit.</summary>
    /// <param name="content">The unit.</param>
    /// <returns>The content type.</returns>
    /// <exception cref="PluginException">No plugin registered it.</exception>
    public ContentType ContentTypeOf(Content content) => ContentTypeOf(content.GetType());

    /// <summary>Finds a resource type.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="name">The full name, for example <c>python.python</c>.</param>
    /// <param name="type">The type.</param>
    /// <returns>Whether it is registered.</returns>
    public bool TryGetResourceType(ResourceKind kind, string name, [NotNullWhen(true)] out ResourceType? type) =>
        resourcesByName.TryGetValue((kind, name), out type);

    /// <summary>Gets the resource type of a CLR type.</summary>
    /// <param name="clrType">The CLR type of a resource.</param>
    /// <returns>The resource type.</returns>
    /// <exception cref="PluginException">No plugin registered it.</exception>
    public ResourceType ResourceTypeOf(Type clrType) => resourcesByClr.TryGetValue(clrType, out var type)
        ? type
        : throw new PluginException($"{clrType.Name} is not a registered resource type: add the plugin that declares it.");

    /// <summary>Gets the resource type of a resource.</summary>
    /// <param name="resource">The resource.</param>
    /// <returns>The resource type.</returns>
    /// <exception cref="PluginException">No plugin registered it.</exception>
    public ResourceType ResourceTypeOf(Resource resource) => ResourceTypeOf(resource.GetType());

    /// <summary>Gets the type of a repository.</summary>
    /// <param name="repository">The repository.</param>
    /// <returns>The type.</returns>
    public RepositoryType TypeOf(Repository repository) => (RepositoryType)ResourceTypeOf(repository);

    /// <summary>Gets the type of a distribution.</summary>
    /// <param name="distribution">The distribution.</param>
    /// <returns>The type.</returns>
    public DistributionType TypeOf(Distribution distribution) => (DistributionType)ResourceTypeOf(distribution);

    /// <summary>Gets the class that decides for a guard.</summary>
    /// <param name="guard">The guard.</param>
    /// <returns>The CLR type of an <see cref="IContentGuardEvaluator"/>.</returns>
    public Type EvaluatorOf(ContentGuard guard) => guardEvaluators[guard.GetType()];
}
