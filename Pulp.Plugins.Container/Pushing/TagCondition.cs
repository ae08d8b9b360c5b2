using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Pulp.Plugins.Container.Pushing;

/// <summary>
/// Represents what a tag must name, or must not, for a push to take it (RFC 9110, section 13.1).
/// </summary>
/// <param name="Match">One of these it must name; null for no such condition.</param>
/// <param name="NoneMatch">None of these it may name; null for no such condition.</param>
internal sealed record TagCondition(IReadOnlyList<EntityTagHeaderValue>? Match, IReadOnlyList<EntityTagHeaderValue>? NoneMatch)
{
    /// <summary>Reads the condition of a request; null when it has none.</summary>
    public static TagCondition? Of(HttpRequest request)
    {
        var (match, noneMatch) = (request.Headers.IfMatch, request.Headers.IfNoneMatch);
        return match.Count == 0 && noneMatch.Count == 0 ? null : new TagCondition(Read(match), Read(noneMatch));
    }

    /// <summary>Gets whether the condition holds.</summary>
    /// <param name="digest">What the tag names; null when there is no such tag.</param>
    public bool Holds(string? digest)
    {
        var current = digest is null ? null : new EntityTagHeaderValue($"\"{digest}\"");
        return (Match is null || Includes(Match, current, isStrong: true)) && (NoneMatch is null || !Includes(NoneMatch, current, isStrong: false));
    }

    private static bool Includes(IReadOnlyList<EntityTagHeaderValue> named, EntityTagHeaderValue? current, bool isStrong) =>
        current is not null && named.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Compare(current, isStrong));

    // What is no tag names nothing.
    private static IReadOnlyList<EntityTagHeaderValue>? Read(IList<string?> values) =>
        values.Count == 0 ? null : EntityTagHeaderValue.TryParseList([.. values.OfType<string>()], out var tags) ? [.. tags] : [];
}
