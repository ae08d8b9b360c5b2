using System.Collections.Frozen;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.Extensions.Options;
using Pulp.ContentTypes;
using Pulp.Plugins;
using Pulp.Resources;
using Pulp.Stores;

namespace Pulp.AspNetCore.Api.Hrefs;

/// <summary>
/// Knows the address of every object in the REST API, and reads addresses and PRNs back.
/// </summary>
/// <remarks>
/// <code>
/// {api root}api/v3/
///   repositories|remotes|distributions|publications|contentguards|exporters / {label} / {endpoint} / {uuid} /
///   repositories / {label} / {endpoint} / {uuid} / versions / {number} /
///   content / {label} / {endpoint} / {uuid} /
///   pulp_{label} / {endpoint} / {uuid} /             a plugin's own kind of object
///   signing-services / {uuid} /
///   … / {uuid} / {endpoint} / {uuid} /               an object that belongs to a resource
///   artifacts|tasks|… / {uuid} /                     users and groups by number
/// </code>
/// </remarks>
internal sealed class ApiHrefs : IResourceObserver
{
    private const int KnownObjectsLimit = 50_000;
    private readonly FrozenDictionary<ResourceType, string> resourcePrefixes;
    private readonly FrozenDictionary<ContentType, string> contentPrefixes;
    private readonly FrozenDictionary<string, object> collections;
    private readonly FrozenDictionary<string, object> models;
    private readonly FrozenDictionary<string, ResourceType> nested;
    private readonly FrozenDictionary<ResourceType, ResourceType> parents;

    // The type of a resource and the place of a version hardly ever change while they exist, so they may be remembered.
    private readonly ConcurrentDictionary<Guid, string> known = new();

    public ApiHrefs(PulpCatalog catalog, IOptions<PulpOptions> options)
    {
        RoutePath = options.Value.ApiRoot.TrimEnd('/') + "/api/v3/";
        ApiPath = options.Value.PathBase.TrimEnd('/') + RoutePath;
        var ownCollections = catalog.ResourceTypes.Where(type => type.ParentType is null).ToList();
        resourcePrefixes = ownCollections.ToFrozenDictionary(type => type, type => ApiPath + type.CollectionPath, ReferenceEqualityComparer<ResourceType>.Instance);
        contentPrefixes = catalog.ContentTypes.ToFrozenDictionary(type => type, type => ApiPath + type.CollectionPath);
        parents = catalog.ResourceTypes.Where(type => type.ParentType is not null)
            .ToFrozenDictionary(type => type, type => catalog.ResourceTypeOf(type.ParentType!), ReferenceEqualityComparer<ResourceType>.Instance);
        nested = parents.ToFrozenDictionary(pair => pair.Value.CollectionPath + pair.Key.Endpoint, pair => pair.Key, StringComparer.Ordinal);
        collections = ownCollections.Select(type => KeyValuePair.Create(type.CollectionPath, (object)type))
            .Concat(catalog.ContentTypes.Select(type => KeyValuePair.Create(type.CollectionPath, (object)type)))
            .Concat(CoreObject.All.Select(kind => KeyValuePair.Create(kind.Path + "/", (object)kind)))
            .ToFrozenDictionary(StringComparer.Ordinal);
        models = catalog.ResourceTypes.Select(type => KeyValuePair.Create($"{type.PluginLabel}.{type.Model.ToLowerInvariant()}", (object)type))
            .Concat(catalog.ContentTypes.Select(type => KeyValuePair.Create($"{type.PluginLabel}.{type.Model.ToLowerInvariant()}", (object)type)))
            .Concat(CoreObject.All.Select(kind => KeyValuePair.Create($"{kind.Label}.{kind.Model.ToLowerInvariant()}", (object)kind)))
            .ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>Gets the path of the API as clients know it, for example <c>/pulp/api/v3/</c>.</summary>
    public string ApiPath { get; }

    /// <summary>Gets the path of the API below <see cref="PulpOptions.PathBase"/>.</summary>
    public string RoutePath { get; }

    public string CollectionOf(ContentType type) => contentPrefixes[type];

    public string Of(ResourceType type, Guid id) => $"{resourcePrefixes[type]}{id}/";

    public string Of(ResourceType type, Resource resource) => type.ParentField is { } parent
        ? $"{Of(parents[type], (Guid)parent.GetValue(resource)!)}{type.Endpoint}/{resource.Id}/"
        : Of(type, resource.Id);

    public string Of(ContentType type, Guid id) => $"{contentPrefixes[type]}{id}/";

    public string Of(CoreObject kind, Guid id) => $"{ApiPath}{kind.Path}/{id}/";

    public string Of(CoreObject kind, long id) => string.Create(CultureInfo.InvariantCulture, $"{ApiPath}{kind.Path}/{id}/");

    public string OfVersion(ResourceType repositoryType, Guid repositoryId, long number) =>
        string.Create(CultureInfo.InvariantCulture, $"{resourcePrefixes[repositoryType]}{repositoryId}/versions/{number}/");

    public bool TryGetKnown(Guid id, [NotNullWhen(true)] out string? href) => known.TryGetValue(id, out href);

    public void Remember(Guid id, string href)
    {
        if (known.Count >= KnownObjectsLimit)
            known.Clear();
        known[id] = href;
    }

    /// <inheritdoc/>
    public ValueTask ChangedAsync(IStoreSession session, Resource? resource, Resource? previous)
    {
        // One that became of another type has another address, and its versions have.
        if (resource is not null && previous is not null && resource.GetType() != previous.GetType())
            session.OnCommitted(known.Clear);
        return ValueTask.CompletedTask;
    }

    /// <summary>Reads an href, the path of a full URL, or a PRN.</summary>
    public bool TryParse(string text, [NotNullWhen(true)] out ObjectReference? reference)
    {
        reference = Prn.TryParse(text, out var prn) ? OfPrn(prn) : OfPath(text);
        return reference is not null;
    }

    private ObjectReference? OfPrn(Prn prn)
    {
        if (prn.Model == "core.repositoryversion")
            return IsUuid(prn.Id, out var version) ? new ObjectReference.OfVersion(version, RepositoryType: null, default, 0) : null;
        return models.TryGetValue(prn.Model, out var target) ? OfTarget(target, prn.Id) : null;
    }

    private ObjectReference? OfPath(string text)
    {
        var path = text.AsSpan();
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        if (scheme > 0)
        {
            var afterHost = text.IndexOf('/', scheme + 3);
            if (afterHost < 0)
                return null;
            path = path[afterHost..];
        }

        if (!path.StartsWith(ApiPath, StringComparison.Ordinal))
            return null;
        path = path[ApiPath.Length..].TrimEnd('/');

        var versions = path.LastIndexOf("/versions/", StringComparison.Ordinal);
        if (versions > 0)
        {
            return long.TryParse(path[(versions + "/versions/".Length)..], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && OfObject(path[..versions]) is ObjectReference.OfResource { Type.Kind: ResourceKind.Repository } repository
                ? new ObjectReference.OfVersion(Id: null, repository.Type, repository.Id, number)
                : null;
        }

        return OfObject(path);
    }

    private ObjectReference? OfObject(ReadOnlySpan<char> path)
    {
        var last = path.LastIndexOf('/');
        return last > 0 && collections.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(path[..(last + 1)], out var target)
            ? OfTarget(target, path[(last + 1)..].ToString())
            : OfNested(path);
    }

    private ObjectReference.OfResource? OfNested(ReadOnlySpan<char> path)
    {
        var last = path.LastIndexOf('/');
        var endpoint = last > 0 ? path[..last].LastIndexOf('/') : -1;
        return endpoint > 0 && IsUuid(path[(last + 1)..].ToString(), out var id) && OfObject(path[..endpoint]) is ObjectReference.OfResource parent
            && nested.TryGetValue(parent.Type.CollectionPath + path[(endpoint + 1)..last].ToString(), out var type)
                ? new ObjectReference.OfResource(type, id)
                : null;
    }

    private static ObjectReference? OfTarget(object target, string id) => target switch
    {
        ResourceType type => IsUuid(id, out var uuid) ? new ObjectReference.OfResource(type, uuid) : null,
        ContentType type => IsUuid(id, out var uuid) ? new ObjectReference.OfContent(type, uuid) : null,
        CoreObject { HasNumbers: true } kind => long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? new ObjectReference.OfCore(kind, id) : null,
        CoreObject kind => IsUuid(id, out var uuid) ? new ObjectReference.OfCore(kind, uuid.ToString()) : null,
        _ => null,
    };

    private static bool IsUuid(string text, out Guid id) => Guid.TryParseExact(text, "D", out id);

    // Records compare by value, which is slow and not meant here: each type is registered once.
    private sealed class ReferenceEqualityComparer<T> : IEqualityComparer<T>
        where T : class
    {
        public static ReferenceEqualityComparer<T> Instance { get; } = new();

        public bool Equals(T? x, T? y) => ReferenceEquals(x, y);

        public int GetHashCode(T obj) => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(obj);
    }}
