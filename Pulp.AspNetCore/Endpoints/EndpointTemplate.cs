using Pulp.Plugins;

namespace Pulp.AspNetCore.Endpoints;

/// <summary>
/// Represents a path with a base path in its middle.
/// </summary>
internal sealed class EndpointTemplate
{
    private const string BasePathParameter = "{base_path}";
    private readonly string text;
    private readonly Segment[] segments;
    private readonly bool endsInSlash;

    private EndpointTemplate(string text, string prefix, Segment[] segments, bool endsInSlash)
    {
        this.text = text;
        Prefix = prefix;
        this.segments = segments;
        this.endsInSlash = endsInSlash;
        Literals = segments.Count(segment => segment.Kind == SegmentKind.Literal);
    }

    private enum SegmentKind
    {
        Literal,
        Parameter,
        Rest,
    }

    /// <summary>Gets the literal beginning, with a slash at both ends.</summary>
    public string Prefix { get; }

    /// <summary>Gets how many literal segments follow the base path.</summary>
    public int Literals { get; }

    private bool HasRest => segments is [.., { Kind: SegmentKind.Rest }];

    public static EndpointTemplate Parse(string template)
    {
        var at = template.IndexOf(BasePathParameter, StringComparison.Ordinal);
        var after = at + BasePathParameter.Length;
        if (at < 2 || template[0] != '/' || template[at - 1] != '/' || template[1..at].Contains('{', StringComparison.Ordinal) || (after < template.Length && template[after] != '/'))
            throw Malformed(template, $"it must be a literal beginning with slashes at both ends, {BasePathParameter} as a segment of its own, and segments behind it");
        var rest = template[after..];
        var inner = rest.Length <= 1 ? "" : rest[1..(rest.EndsWith('/') ? ^1 : ^0)];
        var parts = inner.Length == 0 ? [] : inner.Split('/');
        var parsed = parts.Select(part => ParseSegment(template, part)).ToArray();
        if (parsed.SkipLast(1).Any(segment => segment.Kind == SegmentKind.Rest))
            throw Malformed(template, "{*rest} must come last");
        return new EndpointTemplate(template, template[..at], parsed, rest.EndsWith('/'));
    }

    /// <summary>Takes a path apart, once for all templates; null when it fits none.</summary>
    /// <param name="path">The path behind <see cref="Prefix"/>.</param>
    public static string[]? Split(string path)
    {
        var parts = path.TrimEnd('/').Split('/');
        return parts.Contains("") ? null : parts;
    }

    /// <summary>Gets the ways in which the rest of a path fits, the longest named path first.</summary>
    /// <param name="path">The path behind <see cref="Prefix"/>.</param>
    /// <param name="parts">The same path taken apart.</param>
    public IEnumerable<(string NamedPath, Dictionary<string, string> Values)> Fits(string path, string[] parts)
    {
        if (path.EndsWith('/') != endsInSlash && !HasRest)
            yield break;
        var longest = parts.Length - segments.Length;
        for (var count = longest; count >= (HasRest ? 1 : Math.Max(longest, 1)); count--)
        {
            if (LiteralsFit(parts, count))
                yield return (string.Join('/', parts, 0, count), ValuesOf(parts, count, path));
        }
    }

    public override string ToString() => text;

    private static Segment ParseSegment(string template, string part)
    {
        if (part.Length == 0)
            throw Malformed(template, "it has an empty segment");
        if (!part.Contains('{', StringComparison.Ordinal) && !part.Contains('}', StringComparison.Ordinal))
            return new Segment(SegmentKind.Literal, part);
        var name = part.StartsWith("{*", StringComparison.Ordinal) ? part[2..^1] : part[1..^1];
        if (part[0] != '{' || part[^1] != '}' || name.Length == 0 || name.AsSpan().ContainsAny("{}*:?"))
            throw Malformed(template, $"'{part}' is neither a literal nor a parameter");
        return new Segment(part[1] == '*' ? SegmentKind.Rest : SegmentKind.Parameter, name);
    }

    private static PluginException Malformed(string template, string problem) => new($"The endpoint template '{template}' is malformed: {problem}.");

    private bool LiteralsFit(string[] parts, int count)
    {
        for (var i = 0; i < segments.Length; i++)
        {
            if (segments[i].Kind == SegmentKind.Literal && !string.Equals(segments[i].Text, parts[count + i], StringComparison.Ordinal))
                return false;
        }

        return true;
    }

    private Dictionary<string, string> ValuesOf(string[] parts, int count, string path)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < segments.Length; i++)
        {
            switch (segments[i].Kind)
            {
                case SegmentKind.Parameter:
                    values[segments[i].Text] = parts[count + i];
                    break;
                case SegmentKind.Rest:
                    values[segments[i].Text] = string.Join('/', parts[(count + i)..]) + (path.EndsWith('/') ? "/" : "");
                    break;
            }
        }

        return values;
    }

    private readonly record struct Segment(SegmentKind Kind, string Text);
}
