using Pulp.AspNetCore.Api.Hrefs;
using Pulp.Queries;
using Pulp.Repositories;
using Pulp.Resources;

namespace Pulp.AspNetCore.Api.Filters;

/// <summary>
/// Reads values of filters that name objects.
/// </summary>
internal static class FilterTargets
{
    public static Condition Nothing { get; } = new Condition.Any([]);

    public static ObjectReference Parse(string name, string text, FilterScope scope) => scope.Hrefs.TryParse(text.Trim(), out var reference)
        ? reference
        : throw RequestRefusedException.Invalid(name, $"'{text}' is neither an href nor a PRN of this server.");

    public static Guid Resource(string name, string text, FilterScope scope, ResourceKind kind) =>
        Parse(name, text, scope) is ObjectReference.OfResource resource && resource.Type.Kind == kind
            ? resource.Id
            : throw RequestRefusedException.Invalid(name, $"'{text}' does not name a {kind.ToString().ToLowerInvariant()}.");

    /// <summary>Gets the identifier of the resource or content unit that a filter names.</summary>
    public static Guid Object(string name, string text, FilterScope scope) => Parse(name, text, scope) switch
    {
        ObjectReference.OfResource resource => resource.Id,
        ObjectReference.OfContent content => content.Id,
        _ => throw RequestRefusedException.Invalid(name, $"'{text}' does not name an object of this kind."),
    };

    public static Guid Content(string name, string text, FilterScope scope) => Parse(name, text, scope) is ObjectReference.OfContent content
        ? content.Id
        : throw RequestRefusedException.Invalid(name, $"'{text}' does not name a content unit.");

    public static Guid Core(string name, string text, FilterScope scope, CoreObject kind) =>
        Parse(name, text, scope) is ObjectReference.OfCore core && core.Kind == kind
            ? core.Uuid
            : throw RequestRefusedException.Invalid(name, $"'{text}' does not name a {kind.Model}.");

    public static long Number(string name, string text, FilterScope scope, CoreObject kind) =>
        Parse(name, text, scope) is ObjectReference.OfCore core && core.Kind == kind
            ? long.Parse(core.Id, System.Globalization.CultureInfo.InvariantCulture)
            : throw RequestRefusedException.Invalid(name, $"'{text}' does not name a {kind.Model}.");

    /// <summary>Gets the PRN of what an href or PRN names; other texts stay as they are.</summary>
    public static async ValueTask<string> PrnAsync(string text, FilterScope scope)
    {
        if (!scope.Hrefs.TryParse(text.Trim(), out var reference))
            return text;
        return reference switch
        {
            ObjectReference.OfResource resource => resource.Type.PrnOf(resource.Id),
            ObjectReference.OfContent content => content.Type.PrnOf(content.Id),
            ObjectReference.OfCore core => core.Kind.PrnOf(core.Id),
            ObjectReference.OfVersion version when await VersionAsync(version, scope).ConfigureAwait(false) is { } found => RepositoryVersion.PrnOf(found.Id),
            _ => text,
        };
    }

    /// <summary>Finds the version a filter names; a repository stands for its latest version.</summary>
    public static async ValueTask<RepositoryVersion?> VersionAsync(string name, string text, FilterScope scope) => Parse(name, text, scope) switch
    {
        ObjectReference.OfVersion version => await VersionAsync(version, scope).ConfigureAwait(false),
        ObjectReference.OfResource { Type.Kind: ResourceKind.Repository } repository => await scope.Session.Versions.FindAsync(repository.Id).ConfigureAwait(false),
        _ => throw RequestRefusedException.Invalid(name, $"'{text}' does not name a repository version."),
    };

    public static ValueTask<RepositoryVersion?> VersionAsync(ObjectReference.OfVersion version, FilterScope scope) => version.Id is { } id
        ? scope.Session.Versions.GetAsync(id)
        : scope.Session.Versions.FindAsync(version.RepositoryId, version.Number);

    /// <summary>Turns a list of hrefs or PRNs into a condition on the identifiers; what does not exist matches nothing.</summary>
    public static async ValueTask<Condition> ToIdsAsync(string name, string text, FilterScope scope)
    {
        var ids = new List<object>();
        foreach (var part in FilterValues.List(text))
        {
            switch (Parse(name, part, scope))
            {
                case ObjectReference.OfResource resource:
                    ids.Add(resource.Id);
                    break;
                case ObjectReference.OfContent content:
                    ids.Add(content.Id);
                    break;
                case ObjectReference.OfCore { Kind.HasNumbers: false } core:
                    ids.Add(core.Uuid);
                    break;
                case ObjectReference.OfVersion version:
                    if (await VersionAsync(version, scope).ConfigureAwait(false) is { } found)
                        ids.Add(found.Id);
                    break;
                default:
                    throw RequestRefusedException.Invalid(name, $"'{part}' does not name an object of this list.");
            }
        }

        return ids.Count == 0 ? Nothing : new Condition.Compare("pulp_id", Comparison.In, ids);
    }

    public static Condition In(string field, IEnumerable<Guid> ids)
    {
        var list = ids.Distinct().Cast<object>().ToList();
        return list.Count == 0 ? Nothing : new Condition.Compare(field, Comparison.In, list);
    }
}
