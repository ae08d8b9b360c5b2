using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Pulp.Digests;

/// <summary>
/// Represents all known digests of one artifact, at most one per algorithm.
/// </summary>
public sealed class DigestSet : IReadOnlyCollection<Digest>, IEquatable<DigestSet>
{
    private readonly string?[] values = new string?[6];

    /// <summary>Initializes a set.</summary>
    /// <param name="digests">The digests; a later one of the same algorithm replaces an earlier one.</param>
    public DigestSet(params ReadOnlySpan<Digest> digests)
    {
        foreach (var digest in digests)
            values[(int)digest.Algorithm] = digest.Hex;
    }

    /// <summary>Gets a set without any digest.</summary>
    public static DigestSet Empty { get; } = new();

    /// <summary>Gets the SHA-256 in hexadecimal, or <see langword="null"/> when it is not known.</summary>
    public string? Sha256 => values[(int)DigestAlgorithm.Sha256];

    /// <inheritdoc/>
    public int Count => values.Count(value => value is not null);

    /// <summary>Gets the value of one algorithm in hexadecimal, or <see langword="null"/> when it is not known.</summary>
    /// <param name="algorithm">The algorithm.</param>
    public string? this[DigestAlgorithm algorithm] => values[(int)algorithm];

    /// <summary>Gets one digest.</summary>
    /// <param name="algorithm">The algorithm.</param>
    /// <param name="digest">The digest, when known.</param>
    /// <returns>Whether it is known.</returns>
    public bool TryGet(DigestAlgorithm algorithm, out Digest digest) =>
        Digest.TryParse(algorithm, values[(int)algorithm], out digest);

    /// <summary>
    /// Finds the first digest of <paramref name="expected"/> that this set contradicts.
    /// </summary>
    /// <param name="expected">What was promised.</param>
    /// <param name="mismatch">The promised digest that differs from the one held here.</param>
    /// <returns>Whether a contradiction was found; algorithms known to only one side are no contradiction.</returns>
    public bool Contradicts(DigestSet expected, out Digest mismatch)
    {
        foreach (var digest in expected)
        {
            if (values[(int)digest.Algorithm] is { } actual && !string.Equals(actual, digest.Hex, StringComparison.Ordinal))
            {
                mismatch = digest;
                return true;
            }
        }

        mismatch = default;
        return false;
    }

    /// <inheritdoc/>
    public IEnumerator<Digest> GetEnumerator()
    {
        foreach (var algorithm in DigestAlgorithms.All)
        {
            if (TryGet(algorithm, out var digest))
                yield return digest;
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public bool Equals([NotNullWhen(true)] DigestSet? other) =>
        other is not null && values.AsSpan().SequenceEqual(other.values);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as DigestSet);

    /// <inheritdoc/>
    public override int GetHashCode() => Sha256?.GetHashCode(StringComparison.Ordinal) ?? 0;
}
