using Pulp.ContentTypes;
using Pulp.Data.Sql;
using Pulp.Queries;
using Pulp.Repositories;

namespace Pulp.Data.Stores;

/// <summary>
/// Lists units of a type, or of all types, in a domain.
/// </summary>
internal sealed class ContentQuery
{
    // Where a version holds less than this part of all units, its members are walked; otherwise all units, newest first.
    private const int FewPart = 20;

    private readonly SqlSession session;
    private readonly ContentType? type;
    private readonly Guid domainId;
    private readonly Dictionary<Guid, (RepositoryVersion Version, long Before)> versions = [];
    private long total;

    public ContentQuery(SqlSession session, ContentType? type, Guid domainId)
    {
        this.session = session;
        this.type = type;
        this.domainId = domainId;
    }

    public async ValueTask<Page<Content>> RunAsync(Query query)
    {
        var reader = await ContentReader.OpenAsync(session).ConfigureAwait(false);
        await ResolveAsync(query.Where).ConfigureAwait(false);
        var where = new SqlBuilder(session.Dialect);

        // The plus keeps the planner from an index that would need every row sorted.
        where.And($"{(type is null ? "+" : "")}c.domain_id = {where.Parameter(await session.Numbers.FindDomainAsync(domainId).ConfigureAwait(false))}");
        where.And(type is null
            ? session.Dialect.In("+c.type_id", where.Parameter(SqlValue.List(reader.Types.Keys.ToArray())), SqlListKind.Integers)
            : $"c.type_id = {where.Parameter(await session.Numbers.FindTypeAsync(type.Name).ConfigureAwait(false))}");
        var known = query.WithCount && type is not null ? KnownCount(query.Where) : null;
        var select = new SqlSelect(ContentReader.Columns, "content c", new SqlFieldMap(Fields(), "c.labels"), "c.id");
        var page = await select.PageAsync(session, query with { WithCount = query.WithCount && known is null }, reader.Read, where).ConfigureAwait(false);
        return known is { } count ? page with { Count = count } : page;
    }

    /// <summary>Gets the number of units when a version's own counts tell it.</summary>
    private long? KnownCount(Condition? condition) =>
        condition is Condition.Compare { Operator: Comparison.Equal, Value: Guid id } compare && versions.TryGetValue(id, out var found)
            ? CountsOf(compare.Field, found.Version)?.GetValueOrDefault(type!.Name)
            : null;

    private static IReadOnlyDictionary<string, long>? CountsOf(string field, RepositoryVersion version) => field switch
    {
        "repository_version" => version.Summary.Present,
        "repository_version_added" => version.Summary.Added,
        "repository_version_removed" => version.Summary.Removed,
        _ => null,
    };

    /// <summary>Reads the versions a condition names, so that their ordinals and counts are at hand.</summary>
    private async ValueTask ResolveAsync(Condition? condition)
    {
        switch (condition)
        {
            case Condition.All all:
                foreach (var part in all.Parts)
                    await ResolveAsync(part).ConfigureAwait(false);
                break;
            case Condition.Any any:
                foreach (var part in any.Parts)
                    await ResolveAsync(part).ConfigureAwait(false);
                break;
            case Condition.Not not:
                await ResolveAsync(not.Part).ConfigureAwait(false);
                break;
            case Condition.Compare { Field: "repository_version" or "repository_version_added" or "repository_version_removed", Value: Guid id } when !versions.ContainsKey(id):
                if (await session.Versions.GetAsync(id).ConfigureAwait(false) is not { } version)
                    break;
                var before = await session.NumberAsync(
                    "SELECT max(ordinal) FROM repository_version WHERE repository_id = ?1 AND state = 0 AND ordinal < ?2", version.RepositoryKey, version.Ordinal).ConfigureAwait(false);
                versions.Add(id, (version, before ?? -1));
                total = await session.NumberAsync("SELECT max(id) FROM content").ConfigureAwait(false) ?? 0;
                break;
        }
    }

    private Dictionary<string, SqlField> Fields()
    {
        var fields = new Dictionary<string, SqlField>(StringComparer.Ordinal);
        if (type is not null)
        {
            foreach (var field in type.Fields.Where(field => type.FilterFields.Contains(field.Name)))
            {
                if (DocumentField.Of(session.Dialect, "c.document", field) is { } plain)
                    fields.Add(field.Name, plain);
            }

            for (var index = 0; index < type.SortKeys.Count; index++)
                fields[type.SortKeys[index].Field] = Sorted(type.SortKeys[index], $"c.sort_{index + 1}");
        }

        fields["pulp_id"] = new("c.uuid", SqlFieldType.Id);
        fields["pulp_type"] = new("(SELECT t.name FROM content_type t WHERE t.id = c.type_id)");
        fields["pulp_created"] = new("c.created", SqlFieldType.Time);
        fields["pulp_last_updated"] = new("c.updated", SqlFieldType.Time);
        fields["orphaned_since"] = SqlField.Of(Orphaned);
        fields["repository"] = SqlField.Of(InRepositories);
        foreach (var name in (string[])["repository_version", "repository_version_added", "repository_version_removed"])
            fields[name] = SqlField.Of((builder, comparison, value) => InVersion(builder, name, comparison, value));
        return fields;
    }

    /// <summary>A field that is ordered by a sort key and otherwise compared as the text it is.</summary>
    private SqlField Sorted(ContentSortKey key, string column)
    {
        var plain = new SqlFieldMap([new(key.Field, new SqlField(session.Dialect.JsonValue("c.document", key.Field)) { IsNullable = true })]);
        return new SqlField(column, SqlFieldType.Bytes) { IsNullable = true, Custom = Compare };

        string Compare(SqlBuilder builder, Comparison comparison, object? value)
        {
            var sign = comparison switch
            {
                Comparison.Less => "<",
                Comparison.LessOrEqual => "<=",
                Comparison.Greater => ">",
                Comparison.GreaterOrEqual => ">=",
                _ => null,
            };
            if (key.IsEquality && comparison is Comparison.Equal or Comparison.NotEqual or Comparison.In && value is not null)
                return Spellings(builder, comparison, value);
            if (sign is null)
                return new ConditionSql(builder, plain).Translate(new Condition.Compare(key.Field, comparison, value));
            return value is string text && key.Parse(text) is { } bytes
                ? $"{column} {sign} {builder.Parameter(bytes)}"
                : throw new ArgumentException($"'{value}' is no value of the field '{key.Field}'.");
        }

        // A text that is no value of the field is no spelling of any.
        string Spellings(SqlBuilder builder, Comparison comparison, object value)
        {
            IEnumerable<object> texts = value is System.Collections.IEnumerable list and not string ? list.Cast<object>() : [value];
            byte[][] wanted = [.. texts.OfType<string>().Select(key.Parse).OfType<byte[]>()];
            var found = session.Dialect.In(column, builder.Parameter(SqlValue.List(wanted)), SqlListKind.Bytes);
            return comparison == Comparison.NotEqual ? $"NOT coalesce({found}, FALSE)" : found;
        }
    }

    private string? InVersion(SqlBuilder builder, string field, Comparison comparison, object? value)
    {
        if (comparison != Comparison.Equal || value is not Guid id)
            return null;
        if (!versions.TryGetValue(id, out var found))
            return "FALSE";
        var (version, before) = found;
        var repository = builder.Parameter(version.RepositoryKey);
        var here = builder.Parameter(version.Ordinal);
        string member;
        if (field == "repository_version")
        {
            member = MembershipRow.VisibleAt("m", here);
        }
        else
        {
            var there = builder.Parameter(before);
            member = field == "repository_version_added"
                ? $"{MembershipRow.VisibleAt("m", here)} AND m.added > {there} AND {NotAt(there)}"
                : $"{MembershipRow.VisibleAt("m", there)} AND m.removed <= {here} AND {NotAt(here)}";
        }

        return CountsOf(field, version)!.Values.Sum() < total / FewPart
            ? $"c.id IN (SELECT m.content_id FROM repository_content m WHERE m.repository_id = {repository} AND {member})"
            : $"EXISTS (SELECT 1 FROM repository_content m WHERE m.content_id = c.id AND m.repository_id = {repository} AND {member})";

        string NotAt(string ordinal) =>
            $"NOT EXISTS (SELECT 1 FROM repository_content o WHERE o.content_id = m.content_id AND o.repository_id = {repository} AND {MembershipRow.VisibleAt("o", ordinal)})";
    }

    // A version that is not complete shows nothing; every row at or before the latest one belongs to some version.
    private static string? InRepositories(SqlBuilder builder, Comparison comparison, object? value)
    {
        IReadOnlyCollection<Guid>? ids = (comparison, value) switch
        {
            (Comparison.Equal, Guid id) => [id],
            (Comparison.In, System.Collections.IEnumerable list) => [.. list.OfType<Guid>()],
            _ => null,
        };
        return ids is null
            ? null
            : $"""
              EXISTS (SELECT 1 FROM repository_content m
                JOIN repository_state s ON s.repository_id = m.repository_id
                JOIN repository_version v ON v.id = s.latest_version AND m.added <= v.ordinal
                JOIN resource r ON r.id = m.repository_id
                WHERE m.content_id = c.id AND {builder.Dialect.In("r.uuid", builder.Parameter(SqlValue.List(ids)), SqlListKind.Bytes)})
              """;
    }

    private static string? Orphaned(SqlBuilder builder, Comparison comparison, object? value) => comparison == Comparison.Equal && value is DateTimeOffset since
        ? $"(c.interest < {builder.Parameter(since)} AND NOT EXISTS (SELECT 1 FROM repository_content m WHERE m.content_id = c.id))"
        : null;
}
