using Microsoft.AspNetCore.Http;
using Pulp.Plugins.Ansible.Galaxy;

namespace Pulp.Plugins.Ansible.RoleApi;

/// <summary>
/// Represents which roles a client asks for, in the words of ansible-galaxy's search and of Galaxy's lists.
/// </summary>
/// <remarks>
/// All words must be found, in the name or the description. Of several tags, platforms or parts of a namespace one is enough, as in Galaxy.
/// </remarks>
internal sealed class RoleQuery
{
    private static readonly string[] Names =
    [
        "autocomplete", "github_user", "keywords", "name", "namespace", "namespace__name", "order_by", "owner__username", "platforms", "platforms_autocomplete",
        "tag", "tags", "tags_autocomplete", "username_autocomplete",
    ];

    private static readonly string[] Owners = ["owner__username", "namespace__name", "namespace", "github_user"];

    private static readonly Dictionary<string, Func<RoleEntry, object?>> Orders = new(StringComparer.Ordinal)
    {
        ["name"] = role => role.Newest.Name,
        ["created"] = role => role.Created,
        ["modified"] = role => role.Modified,
        // Downloads are not counted.
        ["download_count"] = _ => 0,
    };

    private readonly IReadOnlyList<string> words;
    private readonly IReadOnlyList<string> users;
    private readonly IReadOnlyList<string> tags;
    private readonly IReadOnlyList<string> platforms;

    private RoleQuery(ListFilters filters)
    {
        Filters = filters;
        Owner = Owners.Select(name => filters[name]).FirstOrDefault(owner => owner is not null);
        Name = filters["name"];
        words = filters.WordsOf("keywords", "autocomplete");
        users = filters.WordsOf("username_autocomplete");
        tags = filters.WordsOf("tags", "tag", "tags_autocomplete");
        platforms = filters.WordsOf("platforms", "platforms_autocomplete");
    }

    public ListFilters Filters { get; }

    /// <summary>Gets the namespace; null for any.</summary>
    public string? Owner { get; }

    /// <summary>Gets the name; null for any.</summary>
    public string? Name { get; }

    /// <summary>Gets whether all roles are asked for, in their usual order.</summary>
    public bool IsOfAll => Filters.Values.Count == 0;

    /// <summary>Gets whether one role is asked for and nothing else.</summary>
    public bool IsOfOne => Owner is not null && Name is not null && Filters.Values.Count == 2;

    public static RoleQuery Of(IQueryCollection query) => new(ListFilters.Of(query, Names));

    /// <summary>Gets those of some roles that are asked for, in the order that is asked for.</summary>
    public IReadOnlyList<RoleEntry> Choose(IEnumerable<RoleEntry> roles) => [.. Filters.Sort(roles.Where(IsWanted), "order_by", Orders)];

    private bool IsWanted(RoleEntry role)
    {
        var unit = role.Newest;
        return (Owner is null || Owner.Equals(unit.Namespace, StringComparison.OrdinalIgnoreCase))
            && (Name is null || Name == unit.Name)
            && words.All(word => role.Id.Contains(word, StringComparison.OrdinalIgnoreCase) || unit.Description.Contains(word, StringComparison.OrdinalIgnoreCase))
            && IsAny(users, user => unit.Namespace.Contains(user, StringComparison.OrdinalIgnoreCase))
            && IsAny(tags, tag => unit.Tags.Contains(tag, StringComparer.OrdinalIgnoreCase))
            && IsAny(platforms, name => unit.Platforms.Any(platform => platform.Name.Equals(name, StringComparison.OrdinalIgnoreCase)));
    }

    private static bool IsAny(IReadOnlyList<string> values, Func<string, bool> isIt) => values.Count == 0 || values.Any(isIt);
}
