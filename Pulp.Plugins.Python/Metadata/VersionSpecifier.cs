using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace Pulp.Plugins.Python.Metadata;

/// <summary>
/// Represents one clause of a version specifier, such as <c>&gt;=1.2</c>, <c>==2.*</c> or <c>~=1.4.2</c> (PEP 440, "Version specifiers").
/// </summary>
public sealed class VersionSpecifier : IEquatable<VersionSpecifier>
{
    private static readonly (string Text, VersionOperator Operator)[] Operators =
    [
        ("===", VersionOperator.Arbitrary),
        ("==", VersionOperator.Equal),
        ("!=", VersionOperator.NotEqual),
        ("<=", VersionOperator.LessOrEqual),
        (">=", VersionOperator.GreaterOrEqual),
        ("~=", VersionOperator.Compatible),
        ("<", VersionOperator.Less),
        (">", VersionOperator.Greater),
    ];

    private static readonly SearchValues<char> EndsArbitraryVersion = SearchValues.Create(" \t\r\n;)");

    private readonly PythonVersion? _version;

    private VersionSpecifier(VersionOperator comparison, string text, PythonVersion? version, bool wildcard)
    {
        Operator = comparison;
        VersionText = text;
        _version = version;
        IsWildcard = wildcard;
    }

    /// <summary>Gets the comparison.</summary>
    public VersionOperator Operator { get; }

    /// <summary>Gets the version as written, without white space; a wildcard's <c>.*</c> included.</summary>
    public string VersionText { get; }

    /// <summary>Gets whether the clause compares a prefix, as in <c>==2.*</c>.</summary>
    public bool IsWildcard { get; }

    /// <summary>Gets whether the clause names a pre-release itself and so lets pre-releases in; <c>!=</c> and wildcards never do.</summary>
    public bool NamesPrerelease => Operator != VersionOperator.NotEqual && !IsWildcard && _version is { IsPrerelease: true };

    /// <summary>Parses a clause.</summary>
    /// <param name="text">Operator and version; white space around either is ignored.</param>
    /// <exception cref="PackageFormatException">The text is not a clause of PEP 440.</exception>
    public static VersionSpecifier Parse(string text) =>
        TryParse(text, out var specifier)
            ? specifier
            : throw new PackageFormatException("Version specifier", text, "a clause is one of ==, !=, <=, >=, <, >, ~=, === and a version (PEP 440), such as '>=1.2' or '==2.*'");

    /// <summary>Parses a clause, or tells that it is not one.</summary>
    /// <param name="text">Operator and version; white space around either is ignored.</param>
    /// <param name="specifier">The parsed clause.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out VersionSpecifier? specifier)
    {
        specifier = text is null || text.Length > PythonVersion.MaxLength ? null : Read(text.AsSpan().Trim());
        return specifier is not null;
    }

    /// <summary>Tells whether a version satisfies the clause, pre-releases treated like any other version.</summary>
    /// <param name="version">The version to judge.</param>
    public bool Contains(PythonVersion version)
    {
        if (_version is not { } own)
        {
            return string.Equals(version.ToString(), VersionText, StringComparison.OrdinalIgnoreCase);
        }

        return Operator switch
        {
            VersionOperator.Arbitrary => string.Equals(version.ToString(), VersionText, StringComparison.OrdinalIgnoreCase),
            VersionOperator.Equal => IsEqual(version, own),
            VersionOperator.NotEqual => !IsEqual(version, own),
            VersionOperator.LessOrEqual => version.Public <= own,
            VersionOperator.GreaterOrEqual => version.Public >= own,
            VersionOperator.Less => IsLess(version, own),
            VersionOperator.Greater => IsGreater(version, own),
            _ => version.Public >= own && HasPrefix(version, own, own.Release.Length - 1),
        };
    }

    /// <inheritdoc/>
    public bool Equals(VersionSpecifier? other) =>
        other is not null
        && Operator == other.Operator
        && IsWildcard == other.IsWildcard
        && (Operator is VersionOperator.Arbitrary or VersionOperator.Compatible || IsWildcard || _version is null
            ? string.Equals(VersionText, other.VersionText, StringComparison.OrdinalIgnoreCase)
            : _version == other._version);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as VersionSpecifier);

    /// <inheritdoc/>
    public override int GetHashCode() =>
        HashCode.Combine(Operator, IsWildcard, Operator == VersionOperator.Arbitrary ? 0 : _version?.GetHashCode() ?? 0);

    /// <summary>Returns the clause without white space.</summary>
    public override string ToString()
    {
        foreach (var (text, comparison) in Operators)
        {
            if (comparison == Operator)
            {
                return text + VersionText;
            }
        }

        return VersionText;
    }

    private static VersionSpecifier? Read(ReadOnlySpan<char> text)
    {
        foreach (var (symbol, comparison) in Operators)
        {
            if (text.StartsWith(symbol, StringComparison.Ordinal))
            {
                return ReadVersion(comparison, text[symbol.Length..].Trim());
            }
        }

        return null;
    }

    private static VersionSpecifier? ReadVersion(VersionOperator comparison, ReadOnlySpan<char> text)
    {
        if (comparison == VersionOperator.Arbitrary)
        {
            return text.IsEmpty || text.ContainsAny(EndsArbitraryVersion)
                ? null
                : new VersionSpecifier(comparison, text.ToString(), PythonVersionParser.Parse(text), wildcard: false);
        }

        var wildcard = text.EndsWith(".*", StringComparison.Ordinal);
        if (wildcard && comparison is not (VersionOperator.Equal or VersionOperator.NotEqual))
        {
            return null;
        }

        if (PythonVersionParser.Parse(wildcard ? text[..^2] : text) is not { } version)
        {
            return null;
        }

        var allowed = comparison switch
        {
            VersionOperator.Equal or VersionOperator.NotEqual => !wildcard || !(version.IsPrerelease || version.IsPostrelease || version.IsLocal),
            VersionOperator.Compatible => !version.IsLocal && version.Release.Length > 1,
            _ => !version.IsLocal,
        };
        return allowed ? new VersionSpecifier(comparison, text.ToString(), version, wildcard) : null;
    }

    private bool IsEqual(PythonVersion version, PythonVersion own) =>
        IsWildcard ? HasPrefix(version, own, own.Release.Length)
        : own.IsLocal ? version == own
        : version.Public == own;

    // "Exclusive ordered comparison": unless the version named is a pre-release, its own pre-releases are not below it.
    private static bool IsLess(PythonVersion version, PythonVersion own) => version < (own.IsPrerelease ? own : own.FirstDev);

    // "Exclusive ordered comparison": unless the version named is a post-release, its own post-releases are not above it, nor its local versions.
    private static bool IsGreater(PythonVersion version, PythonVersion own) =>
        version.Public > own && (own.IsPostrelease || !version.IsPostrelease || version.WithoutPost != own);

    private static bool HasPrefix(PythonVersion version, PythonVersion own, int length)
    {
        if (version.Epoch != own.Epoch)
        {
            return false;
        }

        for (var i = 0; i < length; i++)
        {
            var number = i < version.Release.Length ? version.Release[i] : BigInteger.Zero;
            if (number != own.Release[i])
            {
                return false;
            }
        }

        return true;
    }
}
