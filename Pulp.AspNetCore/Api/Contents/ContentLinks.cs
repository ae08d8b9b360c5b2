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
    public static async ValueTask<IReadOnlyDictionary<(Type Target, KeyHash Key), Guid>> LoadAsync(IStoreSession session, PulpCatalog catalog, Guid domainId, IReadOnlyList<Content> units)
    {
        var found = new Dictionary<(Type, KeyHash), Guid>();
        var wanted = units.SelectMany(unit => catalog.ContentTypeOf(unit).Links.SelectMany(link => link.KeysOf(unit).Select(key => (link.Target, Key: key)))).Distinct();
        foreach (var ofType in wanted.GroupBy(link => link.Target, link => link.Key))
        {
            var keys = ofType.ToList();
            var identities = await session.Contents.FindAsync(catalog.ContentTypeOf(ofType.Key), domainId, keys).ConfigureAwait(false);
            foreach (var (key, identity) in keys.Zip(identities))
            {
                if (identity is { } known)
                    found[(ofType.Key, key)] = known.Id;
            }
        }

        return found;
    }

    public static OutputField<ContentRow> Field(ContentLink link, ContentType target) => link.IsList
        ? new(link.Field, ApiType.ListOf(ApiType.Uri), (writer, row, context) => writer.WriteTexts(AddressesOf(link, target, row, context)))
        : new(link.Field, ApiType.Uri with { IsNullable = true }, (writer, row, context) => writer.WriteStringValue(AddressesOf(link, target, row, context).FirstOrDefault()));

    private static IEnumerable<string> AddressesOf(ContentLink link, ContentType target, ContentRow row, RenderContext context) => link.KeysOf(row.Content)
        .Where(key => row.Links.ContainsKey((link.Target, key)))
        .Select(key => context.Hrefs.Of(target, row.Links[(link.Target, key)]));

    public static void AddFilters(FilterSetBuilder builder, ContentLink link)
    {
        if (link is not { By: { } by, ValueOf: { } valueOf })
            return;
        builder.Add(link.Filter, ApiType.Uri, async (text, scope) => await ConditionAsync(link.Filter, [text], scope).ConfigureAwait(false));
        builder.Add($"{link.Filter}__in", ApiType.ListOf(ApiType.Uri), async (text, scope) => await ConditionAsync($"{link.Filter}__in", FilterValues.List(text), scope).ConfigureAwait(false));

        async ValueTask<Condition> ConditionAsync(string name, IReadOnlyList<string> texts, FilterScope scope)
        {
            var units = await scope.Session.Contents.GetAsync([.. texts.Select(text => FilterTargets.Content(name, text, scope))]).ConfigureAwait(false);
            var values = units.Where(unit => unit.GetType() == link.Target).Select(unit => (object)valueOf(unit)).ToList();
            return values.Count == 0 ? FilterTargets.Nothing : new Condition.Compare(by, Comparison.In, values);
        }
    }
}
