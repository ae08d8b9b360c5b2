using System.Security.Cryptography;
using Pulp.Digests;

namespace Pulp.Storage;

/// <summary>Computes the wanted digests of a stream of bytes, and those needed to check a promise.</summary>
internal sealed class DigestComputation : IDisposable
{
    private readonly (DigestAlgorithm Algorithm, bool Wanted, IncrementalHash Hash)[] hashes;
    private readonly DigestSet expected;

    public DigestComputation(IReadOnlyCollection<DigestAlgorithm> algorithms, DigestSet expected)
    {
        RefuseIncomputable(algorithms);
        RefuseUnverifiable(expected);
        this.expected = expected;
        hashes =
        [
            .. from algorithm in DigestAlgorithms.All
               let wanted = algorithm == DigestAlgorithm.Sha256 || algorithms.Contains(algorithm)
               where wanted || (expected[algorithm] is not null && DigestAlgorithms.CanCompute(algorithm))
               select (algorithm, wanted, DigestAlgorithms.CreateHash(algorithm)),
        ];
    }

    private DigestComputation(DigestComputation other)
    {
        expected = other.expected;
        hashes = [.. other.hashes.Select(hash => (hash.Algorithm, hash.Wanted, hash.Hash.Clone()))];
    }

    /// <summary>Gets a computation that goes on from here by itself.</summary>
    public DigestComputation Fork() => new(this);

    public void Append(ReadOnlySpan<byte> bytes)
    {
        foreach (var (_, _, hash) in hashes)
            hash.AppendData(bytes);
    }

    /// <summary>Ends the computation and compares with what is expected.</summary>
    /// <exception cref="DigestMismatchException">The bytes are not those expected.</exception>
    public DigestSet Complete()
    {
        Span<Digest> wanted = new Digest[hashes.Length];
        var count = 0;
        Span<byte> value = stackalloc byte[64];
        foreach (var (algorithm, isWanted, hash) in hashes)
        {
            var digest = Digest.FromBytes(algorithm, value[..hash.GetHashAndReset(value)]);
            if (expected[algorithm] is { } promised && !string.Equals(promised, digest.Hex, StringComparison.Ordinal))
                throw new DigestMismatchException(DigestAlgorithms.NameOf(algorithm), promised, digest.Hex);
            if (isWanted)
                wanted[count++] = digest;
        }

        return new DigestSet(wanted[..count]);
    }

    public void Dispose()
    {
        foreach (var (_, _, hash) in hashes)
            hash.Dispose();
    }

    private static void RefuseIncomputable(IReadOnlyCollection<DigestAlgorithm> algorithms)
    {
        foreach (var algorithm in algorithms)
        {
            if (!DigestAlgorithms.CanCompute(algorithm))
                throw new ArgumentException($"Algorithms holds {DigestAlgorithms.NameOf(algorithm)}, which the runtime does not compute; remove it.", nameof(algorithms));
        }
    }

    private static void RefuseUnverifiable(DigestSet expected)
    {
        if (expected[DigestAlgorithm.Sha224] is not null
            && expected[DigestAlgorithm.Sha256] is null
            && expected[DigestAlgorithm.Sha384] is null
            && expected[DigestAlgorithm.Sha512] is null)
        {
            throw new ArgumentException("ExpectedDigests holds a sha224 alone, which the runtime does not compute; give a sha256 as well.", nameof(expected));
        }
    }
}
