using System.Diagnostics.CodeAnalysis;

namespace Pulp.Plugins.Python.Metadata;

/// <summary>
/// Represents an environment marker, such as <c>python_version &lt; "3.8" and extra == "test"</c> (PEP 508, "Environment markers").
/// </summary>
public sealed class Marker
{
    private readonly MarkerNode _root;

    internal Marker(MarkerNode root, string text)
    {
        _root = root;
        Text = text;
    }

    /// <summary>Gets the marker as written, without surrounding white space.</summary>
    public string Text { get; }

    /// <summary>Parses a marker.</summary>
    /// <param name="text">The marker, at most <see cref="Requirement.MaxLength"/> characters.</param>
    /// <exception cref="PackageFormatException">The text is not a marker of PEP 508.</exception>
    public static Marker Parse(string text) => RequirementParser.ParseMarker(text);

    /// <summary>Parses a marker, or tells that it is not one.</summary>
    /// <param name="text">The marker, at most <see cref="Requirement.MaxLength"/> characters.</param>
    /// <param name="marker">The parsed marker.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out Marker? marker)
    {
        marker = null;
        if (text is null)
        {
            return false;
        }

        try
        {
            marker = Parse(text);
            return true;
        }
        catch (PackageFormatException)
        {
            return false;
        }
    }

    /// <summary>Judges the marker.</summary>
    /// <param name="environment">The environment; its unknown variables make a comparison <see cref="MarkerResult.Possible"/>.</param>
    /// <param name="extras">The extras asked for; the marker is judged once with each, and once without any, and the most favourable answer counts.</param>
    public MarkerResult Evaluate(MarkerEnvironment environment, IEnumerable<string>? extras = null)
    {
        var best = _root.Evaluate(environment, string.Empty);
        foreach (var extra in extras ?? [])
        {
            var result = _root.Evaluate(environment, ProjectName.Normalize(extra));
            best = result > best ? result : best;
        }

        return best;
    }

    /// <summary>Returns the marker as written.</summary>
    public override string ToString() => Text;
}
