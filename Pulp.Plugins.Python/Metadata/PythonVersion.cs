using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Text;

namespace Pulp.Plugins.Python.Metadata;

/// <summary>
/// Represents a Python version (PEP 440) with its total order.
/// </summary>
/// <remarks>
/// Every spelling the specification permits is read; <see cref="ToString"/> gives the canonical one. Versions that differ in trailing zeros of
/// the release, such as <c>1.0</c> and <c>1.0.0</c>, are equal. The order is the order of the bytes of <see cref="ToSortKey()"/>.
/// </remarks>
public sealed class PythonVersion : IComparable<PythonVersion>, IEquatable<PythonVersion>
{
    /// <summary>The longest text that is read, in characters.</summary>
    public const int MaxLength = 1024;

    private readonly BigInteger[] _release;
    private readonly VersionSegment[] _local;
    private readonly byte[] _sortKey;

    internal PythonVersion(in PythonVersionParts parts)
    {
        Epoch = parts.Epoch;
        _release = parts.Release;
        PreKind = parts.PreKind;
        PreNumber = parts.PreNumber;
        Post = parts.Post;
        Dev = parts.Dev;
        _local = parts.Local;
        _sortKey = PythonVersionSortKey.Encode(this);
    }

    /// <summary>Gets the epoch, 0 unless written as in <c>1!2.0</c>.</summary>
    public BigInteger Epoch { get; }

    /// <summary>Gets the numbers of the release segment as written, trailing zeros included; at least one.</summary>
    public ReadOnlySpan<BigInteger> Release => _release;

    /// <summary>Gets the phase of the pre-release.</summary>
    public PreReleaseKind PreKind { get; }

    /// <summary>Gets the number of the pre-release, 0 when it has none.</summary>
    public BigInteger PreNumber { get; }

    /// <summary>Gets the number of the post-release, or <see langword="null"/> when the version is none.</summary>
    public BigInteger? Post { get; }

    /// <summary>Gets the number of the developmental release, or <see langword="null"/> when the version is none.</summary>
    public BigInteger? Dev { get; }

    /// <summary>Gets the parts of the local version label; empty when there is none.</summary>
    public ReadOnlySpan<VersionSegment> Local => _local;

    /// <summary>Gets whether the version is a pre-release or a developmental release (PEP 440, "Handling of pre-releases").</summary>
    public bool IsPrerelease => PreKind != PreReleaseKind.None || Dev is not null;

    /// <summary>Gets whether the version is a post-release.</summary>
    public bool IsPostrelease => Post is not null;

    /// <summary>Gets whether the version has a local version label.</summary>
    public bool IsLocal => _local.Length > 0;

    /// <summary>Gets the version without its local label.</summary>
    public PythonVersion Public => IsLocal ? new PythonVersion(Parts() with { Local = [] }) : this;

    /// <summary>Gets the epoch and release alone: no pre-, post-, developmental or local segment.</summary>
    public PythonVersion Base =>
        IsPrerelease || IsPostrelease || IsLocal ? new PythonVersion(new PythonVersionParts { Epoch = Epoch, Release = _release }) : this;

    /// <summary>Gets the first developmental release of the version: what everything of the version comes after.</summary>
    internal PythonVersion FirstDev => new(Parts() with { Dev = BigInteger.Zero, Local = [] });

    /// <summary>Gets what the version is a post-release of.</summary>
    internal PythonVersion WithoutPost => new(Parts() with { Post = null, Dev = null, Local = [] });

    /// <summary>Parses a version.</summary>
    /// <param name="text">The version in any permitted spelling, at most <see cref="MaxLength"/> characters.</param>
    /// <exception cref="PackageFormatException">The text is not a version of PEP 440.</exception>
    public static PythonVersion Parse(string text) =>
        TryParse(text, out var version)
            ? version
            : throw new PackageFormatException("Version", text, $"a version follows PEP 440, such as '1.2', '2.0rc1' or '1.0.post1', in at most {MaxLength} characters");

    /// <summary>Parses a version, or tells that it is not one.</summary>
    /// <param name="text">The version in any permitted spelling, at most <see cref="MaxLength"/> characters.</param>
    /// <param name="version">The parsed version.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out PythonVersion? version)
    {
        version = text is null ? null : PythonVersionParser.Parse(text);
        return version is not null;
    }

    /// <summary>
    /// Gets the sort key of any text: that of the version when it is one, else the key of a legacy version, which sorts before every valid version.
    /// </summary>
    /// <param name="text">A version as an old package or index states it.</param>
    public static byte[] SortKeyOf(string text) =>
        TryParse(text, out var version) ? version._sortKey : LegacyVersionSortKey.Encode(text);

    /// <summary>
    /// Gets the bytes whose lexicographic order (as compared by <c>memcmp</c>, a shorter prefix first) is the order of versions.
    /// </summary>
    /// <remarks>Equal versions have equal keys. The layout is stable: it is stored in databases.</remarks>
    public byte[] ToSortKey() => (byte[])_sortKey.Clone();

    internal ReadOnlySpan<byte> SortKey => _sortKey;

    /// <inheritdoc/>
    public int CompareTo(PythonVersion? other) => other is null ? 1 : SortKey.SequenceCompareTo(other._sortKey);

    /// <inheritdoc/>
    public bool Equals(PythonVersion? other) => other is not null && SortKey.SequenceEqual(other._sortKey);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as PythonVersion);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(_sortKey);
        return hash.ToHashCode();
    }

    /// <summary>Returns the canonical spelling (PEP 440, "Normalization").</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        if (!Epoch.IsZero)
        {
            text.Append(Epoch).Append('!');
        }

        text.AppendJoin('.', _release);
        if (PreKind != PreReleaseKind.None)
        {
            text.Append(PreKind switch { PreReleaseKind.Alpha => "a", PreReleaseKind.Beta => "b", _ => "rc" }).Append(PreNumber);
        }

        if (Post is { } post)
        {
            text.Append(".post").Append(post);
        }

        if (Dev is { } dev)
        {
            text.Append(".dev").Append(dev);
        }

        for (var i = 0; i < _local.Length; i++)
        {
            text.Append(i == 0 ? '+' : '.').Append(_local[i].Text);
        }

        return text.ToString();
    }

    private PythonVersionParts Parts() => new()
    {
        Epoch = Epoch, Release = _release, PreKind = PreKind, PreNumber = PreNumber, Post = Post, Dev = Dev, Local = _local,
    };

    /// <summary>Compares two versions by the order of PEP 440.</summary>
    public static bool operator <(PythonVersion left, PythonVersion right) => left.CompareTo(right) < 0;

    /// <summary>Compares two versions by the order of PEP 440.</summary>
    public static bool operator >(PythonVersion left, PythonVersion right) => left.CompareTo(right) > 0;

    /// <summary>Compares two versions by the order of PEP 440.</summary>
    public static bool operator <=(PythonVersion left, PythonVersion right) => left.CompareTo(right) <= 0;

    /// <summary>Compares two versions by the order of PEP 440.</summary>
    public static bool operator >=(PythonVersion left, PythonVersion right) => left.CompareTo(right) >= 0;

    /// <summary>Tells whether two versions are equal, trailing zeros of the release apart.</summary>
    public static bool operator ==(PythonVersion? left, PythonVersion? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Tells whether two versions differ.</summary>
    public static bool operator !=(PythonVersion? left, PythonVersion? right) => !(left == right);
}
