using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Pulp.Plugins.Python.Metadata;

/// <summary>
/// Represents a requirement, such as <c>requests[socks]&gt;=2.8,&lt;3; python_version &lt; "3.12"</c> or <c>pip @ https://…</c> (PEP 508).
/// </summary>
public sealed class Requirement
{
    /// <summary>The longest text that is read, in characters.</summary>
    public const int MaxLength = 32 * 1024;

    internal Requirement(ProjectName name, IReadOnlyList<string> extras, SpecifierSet specifier, string? url, Marker? marker)
    {
        Name = name;
        Extras = extras;
        Specifier = specifier;
        Url = url;
        Marker = marker;
    }

    /// <summary>Gets the name of the required project.</summary>
    public ProjectName Name { get; }

    /// <summary>Gets the extras asked for, as written; empty when there are none.</summary>
    public IReadOnlyList<string> Extras { get; }

    /// <summary>Gets the accepted versions; <see cref="SpecifierSet.Any"/> when the requirement names none or has a <see cref="Url"/>.</summary>
    public SpecifierSet Specifier { get; }

    /// <summary>Gets the URL of a direct reference, unchecked, or <see langword="null"/>.</summary>
    public string? Url { get; }

    /// <summary>Gets the condition under which the requirement applies, or <see langword="null"/> when it always does.</summary>
    public Marker? Marker { get; }

    /// <summary>Parses a requirement.</summary>
    /// <param name="text">The requirement, at most <see cref="MaxLength"/> characters.</param>
    /// <exception cref="PackageFormatException">The text is not a requirement of PEP 508; the message names the position.</exception>
    public static Requirement Parse(string text) => RequirementParser.Parse(text);

    /// <summary>Parses a requirement, or tells that it is not one.</summary>
    /// <param name="text">The requirement, at most <see cref="MaxLength"/> characters.</param>
    /// <param name="requirement">The parsed requirement.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out Requirement? requirement)
    {
        requirement = null;
        if (text is null)
        {
            return false;
        }

        try
        {
            requirement = Parse(text);
            return true;
        }
        catch (PackageFormatException)
        {
            return false;
        }
    }

    /// <summary>Tells whether the requirement applies, as far as the environment is known.</summary>
    /// <param name="environment">The environment to judge in; <see cref="MarkerEnvironment.Unspecified"/> stands for all.</param>
    /// <param name="extras">The extras of the requiring project that are asked for.</param>
    public MarkerResult AppliesIn(MarkerEnvironment environment, IEnumerable<string>? extras = null) =>
        Marker?.Evaluate(environment, extras) ?? MarkerResult.True;

    /// <summary>Returns the requirement in its usual spelling.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Name.Value);
        if (Extras.Count > 0)
        {
            text.Append('[').AppendJoin(',', Extras).Append(']');
        }

        text.Append(Url is null ? Specifier.ToString() : " @ " + Url);
        if (Marker is not null)
        {
            text.Append(Url is null ? "; " : " ; ").Append(Marker);
        }

        return text.ToString();
    }
}
