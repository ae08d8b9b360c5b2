using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Pulp.Plugins.Ansible.Naming;

/// <summary>
/// Represents a version as Semantic Versioning 2.0.0 writes and orders it.
/// </summary>
public sealed class SemanticVersion : IComparable<SemanticVersion>, IEquatable<SemanticVersion>
{
    private const int MaximumLength = 128;
    private static readonly SearchValues<char> IdentifierCharacters = SearchValues.Create("-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
    private readonly byte[] sortKey;

    private SemanticVersion(string text, string[] numbers, string? preRelease, string? build)
    {
        Text = text;
        (Major, Minor, Patch) = (numbers[0], numbers[1], numbers[2]);
        PreRelease = preRelease;
        Build = build;
        sortKey = MakeSortKey();
    }

    /// <summary>Gets the version as it was written.</summary>
    public string Text { get; }

    /// <summary>Gets the digits of the major version; they may be more than any number type holds.</summary>
    public string Major { get; }

    /// <summary>Gets the digits of the minor version.</summary>
    public string Minor { get; }

    /// <summary>Gets the digits of the patch version.</summary>
    public string Patch { get; }

    /// <summary>Gets the pre-release part, for example <c>rc.1</c>, or null.</summary>
    public string? PreRelease { get; }

    /// <summary>Gets the build metadata, or null. It does not count in comparisons.</summary>
    public string? Build { get; }

    /// <summary>Gets whether this is a pre-release, which comes before its release.</summary>
    public bool IsPreRelease => PreRelease is not null;

    /// <summary>Tells whether two versions have the same precedence.</summary>
    public static bool operator ==(SemanticVersion? left, SemanticVersion? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Tells whether two versions differ in precedence.</summary>
    public static bool operator !=(SemanticVersion? left, SemanticVersion? right) => !(left == right);

    /// <summary>Tells whether the first version comes before the second.</summary>
    public static bool operator <(SemanticVersion left, SemanticVersion right) => left.CompareTo(right) < 0;

    /// <summary>Tells whether the first version comes after the second.</summary>
    public static bool operator >(SemanticVersion left, SemanticVersion right) => left.CompareTo(right) > 0;

    /// <summary>Tells whether the first version does not come after the second.</summary>
    public static bool operator <=(SemanticVersion left, SemanticVersion right) => left.CompareTo(right) <= 0;

    /// <summary>Tells whether the first version does not come before the second.</summary>
    public static bool operator >=(SemanticVersion left, SemanticVersion right) => left.CompareTo(right) >= 0;

    /// <summary>Reads a version.</summary>
    /// <param name="text">The text, for example <c>1.2.3-rc.1</c>.</param>
    /// <param name="version">The version.</param>
    /// <returns>Whether the text is a semantic version of at most 128 characters.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out SemanticVersion? version)
    {
        version = null;
        if (text is not { Length: <= MaximumLength })
            return false;
        var plus = text.IndexOf('+', StringComparison.Ordinal);
        var release = plus < 0 ? text : text[..plus];
        var dash = release.IndexOf('-', StringComparison.Ordinal);
        var numbers = (dash < 0 ? release : release[..dash]).Split('.');
        var (preRelease, build) = (dash < 0 ? null : release[(dash + 1)..], plus < 0 ? null : text[(plus + 1)..]);
        if (numbers.Length == 3 && Array.TrueForAll(numbers, static number => IsNumber(number)) && (preRelease is null || AreIdentifiers(preRelease, areOrdered: true)) && (build is null || AreIdentifiers(build, areOrdered: false)))
            version = new SemanticVersion(text, numbers, preRelease, build);
        return version is not null;
    }

    /// <summary>Gets bytes whose order is the order of versions.</summary>
    /// <param name="text">The version.</param>
    /// <returns>The bytes; null when the text is no version.</returns>
    public static byte[]? SortKeyOf(string text) => TryParse(text, out var version) ? version.ToSortKey() : null;

    /// <summary>Gets bytes whose order is the order of versions (SemVer 2.0.0, section 11).</summary>
    /// <returns>A new array.</returns>
    public byte[] ToSortKey() => [.. sortKey];

    /// <inheritdoc/>
    public int CompareTo(SemanticVersion? other) => other is null ? 1 : sortKey.AsSpan().SequenceCompareTo(other.sortKey);

    /// <summary>Tells whether two versions have the same precedence: build metadata does not count.</summary>
    /// <param name="other">The other version.</param>
    /// <returns>Whether they have.</returns>
    public bool Equals(SemanticVersion? other) => other is not null && CompareTo(other) == 0;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SemanticVersion);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(sortKey);
        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    // A number is its length and its digits. Identifiers: 1 and a number, 2 and a text that ends with 0; so numbers come before texts,
    // and 0, the end, before more of them. A release has 3 where its pre-releases have 1 or 2.
    private byte[] MakeSortKey()
    {
        var bytes = new List<byte>(32);
        AppendNumber(bytes, Major);
        AppendNumber(bytes, Minor);
        AppendNumber(bytes, Patch);
        if (PreRelease is null)
        {
            bytes.Add(3);
            return [.. bytes];
        }

        foreach (var identifier in PreRelease.Split('.'))
        {
            if (identifier.AsSpan().ContainsAnyExceptInRange('0', '9'))
            {
                bytes.Add(2);
                bytes.AddRange(Encoding.ASCII.GetBytes(identifier));
                bytes.Add(0);
            }
            else
            {
                bytes.Add(1);
                AppendNumber(bytes, identifier);
            }
        }

        bytes.Add(0);
        return [.. bytes];
    }

    private static void AppendNumber(List<byte> bytes, string digits)
    {
        bytes.Add((byte)digits.Length);
        bytes.AddRange(Encoding.ASCII.GetBytes(digits));
    }

    private static bool IsNumber(ReadOnlySpan<char> text) =>
        text.Length > 0 && !text.ContainsAnyExceptInRange('0', '9') && (text.Length == 1 || text[0] != '0');

    // Identifiers with dots between them. Those of digits alone are numbers where they count for the order.
    private static bool AreIdentifiers(ReadOnlySpan<char> text, bool areOrdered)
    {
        foreach (var part in text.Split('.'))
        {
            var identifier = text[part];
            if (identifier.Length == 0 || identifier.ContainsAnyExcept(IdentifierCharacters) || (areOrdered && !identifier.ContainsAnyExceptInRange('0', '9') && !IsNumber(identifier)))
                return false;
        }

        return true;
    }
}
