using Pulp.AspNetCore.Api.Filters;
using Pulp.AspNetCore.Api.Json;
using Pulp.ContentTypes;
using Pulp.Queries;
using Pulp.Resources;

namespace Pulp.AspNetCore.Api.Contents;

/// <summary>
/// Makes the filters of lists of content.
/// </summary>
internal static class ContentFilters
{
    private static readonly string[] VersionFields = ["repository_version", "repository_version_added", "repository_version_removed"];

    public static FilterSet OfAll(IReadOnlyList<string> types) => Common().Types(types).OrderBy("pulp_type").Build();

    public static FilterSet Of(ContentType type)
    {
        var builder = Common();
        foreach (var descriptor in type.Fields.Where(descriptor => type.FilterFields.Contains(descriptor.Name, StringComparer.Ordinal)))
            AddDeclared(builder, descriptor);
        foreach (var field in type.FilterListFields)
            builder.AnyOf(field, field);
        foreach (var (name, field) in type.FilterAliases)
            builder.Add(name, ApiType.Text, text => Condition.Equal(field, text));
        foreach (var key in type.SortKeys)
            AddSortKey(builder, key);
        foreach (var link in type.Links)
            ContentLinks.AddFilters(builder, link);
        return builder.Build();
    }

    private static FilterSetBuilder Common()
    {
        var builder = new FilterSetBuilder().Ids().Labels().OrderBy("pulp_id", "pulp_created", "pulp_last_updated");
        foreach (var name in VersionFields)
        {
            builder.Add(name, ApiType.Uri, async (text, scope) =>
                await FilterTargets.VersionAsync(name, text, scope).ConfigureAwait(false) is { } version ? Condition.Equal(name, version.Id) : FilterTargets.Nothing);
        }

        return builder.Add("orphaned_for", ApiType.Number, (text, scope) =>
            ValueTask.FromResult(Condition.Equal("orphaned_since", Since("orphaned_for", text, scope))));
    }

    /// <summary>Gets the time that lies a number of minutes back; -1 stands for the time that orphans are protected.</summary>
    public static DateTimeOffset Since(string name, string text, FilterScope scope)
    {
        var now = scope.Time.GetUtcNow();
        var minutes = FilterValues.Number(name, text);
        if (minutes is < -1 or > uint.MaxValue)
            throw RequestRefusedException.Invalid(name, "Write a number of minutes, or -1 for the configured time.");
        var back = minutes < 0 ? scope.OrphanProtection : TimeSpan.FromMinutes(minutes);
        return now - DateTimeOffset.UnixEpoch > back ? now - back : DateTimeOffset.UnixEpoch;
    }

    private static void AddDeclared(FilterSetBuilder builder, FieldDescriptor descriptor)
    {
        var name = descriptor.Name;
        switch (descriptor.Kind)
        {
            case FieldKind.Text:
                builder.Names(name).OrderBy(name);
                break;
            case FieldKind.Choice:
                builder.Texts(name, "", "in").OrderBy(name);
                break;
            case FieldKind.Integer:
                builder.Integers(name).OrderBy(name);
                break;
            case FieldKind.Boolean:
                builder.Boolean(name).OrderBy(name);
                break;
            case FieldKind.Time:
                builder.Times(name).OrderBy(name);
                break;
            case FieldKind.Reference:
                builder.References(name);
                break;
            case FieldKind.TextList when descriptor.Rules.ItemName is not null:
                builder.Add(name, ApiType.Text, text => new Condition.All([.. FilterValues.List(text).Select(item => new Condition.Compare(name, Comparison.HasMember, item))]));
                break;
            case FieldKind.TextList or FieldKind.ChoiceList:
                builder.Add(name, ApiType.Text, text => new Condition.Compare(name, Comparison.HasMember, text));
                break;
        }
    }

    private static void AddSortKey(FilterSetBuilder builder, ContentSortKey key)
    {
        (string Suffix, Comparison Comparison)[] comparisons =
            [("__lt", Comparison.Less), ("__lte", Comparison.LessOrEqual), ("__gt", Comparison.Greater), ("__gte", Comparison.GreaterOrEqual)];
        foreach (var (suffix, comparison) in comparisons)
        {
            var name = key.Field + suffix;
            builder.Add(name, ApiType.Text, text => key.Parse(text) is null
                ? throw RequestRefusedException.Invalid(name, $"'{text}' is no {key.Field}.")
                : new Condition.Compare(key.Field, comparison, text));
        }

        builder.Texts(key.Field, "", "in").OrderBy(key.Field);
    }
}
