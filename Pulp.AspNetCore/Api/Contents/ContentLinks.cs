using Pulp.AspNetCore.Api.Filters;
using Pulp.AspNetCore.Api.Json;
using Pulp.ContentTypes;
using Pulp.Plugins;
using Pulp.Queries;
using Pulp.Stores;

namespace Pulp.AspNetCore.Api.Contents;

/// <summary>
/// Shows the units that other units are about, and filters by them.
/// </summary>
internal static class ContentLinks
{
    /// <summary>Loads what the units of a page are about.</summary>
    public static async ValueTask<IReadOnlyDictionary<(Guid Unit, string Field), Guid>> LoadAsync(IStoreSession session, PulpCatalog catalog, Guid domainId, IReadOnlyList<Content> units)
    {
        var found = new Dictionary<(Guid, string), Guid>();
        foreach (var ofType in units.GroupBy(unit => catalog.ContentTypeOf(unit)))
        {
            foreach (var link in ofType.Key.Links)
            {
                var linking = ofType.ToList();
                var identities = await session.Contents.FindAsync(catalog.ContentTypeOf(link.Target), domainId, [.. linking.Select(link.KeyOf)]).ConfigureAwait(false);
                foreach (var (unit, identity) in linking.Zip(identities))
                {
                    if (identity is { } known)
                        found[(unit.Id, link.Field)] = known.Id;
                }
            }
        }

        return found;
    }

    public static OutputField<ContentRow> Field(ContentLink link, ContentType target) =>
        new(link.Field, ApiType.Uri with { IsNullable = true }, (writer, row, context) =>
            writer.WriteStringValue(row.Links.TryGetValue((row.Content.Id, link.Field), out var id) ? context.Hrefs.Of(target, id) : null));

    public static void AddFilters(FilterSetBuilder builder, ContentLink link)
    {
        builder.Add(link.Field, ApiType.Uri, async (text, scope) => await ConditionAsync(link, link.Field, [text], scope).ConfigureAwait(false));
        builder.Add($"{link.Field}__in", ApiType.ListOf(ApiType.Uri), async (text, scope) => await ConditionAsync(link, $"{link.Field}__in", FilterValues.List(text), scope).ConfigureAwait(false));
    }

    private static async ValueTask<Condition> ConditionAsync(ContentLink link, string name, IReadOnlyList<string> texts, FilterScope scope)
    {
        var units = await scope.Session.Contents.GetAsync([.. texts.Select(text => FilterTargets.Content(name, text, scope))]).ConfigureAwait(false);
        var values = units.Where(unit => unit.GetType() == link.Target).Select(unit => (object)link.ValueOf(unit)).ToList();
        return values.Count == 0 ? FilterTargets.Nothing : new Condition.Compare(link.By, Comparison.In, values);
    }
}
