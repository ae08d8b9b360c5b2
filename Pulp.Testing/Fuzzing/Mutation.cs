namespace Pulp.Testing.Fuzzing;

/// <summary>
/// Damages samples the way transport, disks and attackers do: flipped bits, cuts, splices, repeats, odd values.
/// </summary>
/// <remarks>The same seed gives the same damage. Used by one thread.</remarks>
/// <param name="seed">The seed.</param>
public sealed class Mutation(int seed)
{
    private static readonly byte[] OddBytes = [0, 1, 9, 10, 13, 32, 34, 39, 38, 45, 46, 60, 62, 92, 0x7F, 0x80, 0xC3, 0xED, 0xFF];
    private static readonly byte[][] OddWords =
        ["\\ud800"u8.ToArray(), "&#x110000;"u8.ToArray(), "99999999999999999999"u8.ToArray(), "-1"u8.ToArray(), "1e999"u8.ToArray(), "null"u8.ToArray(), "../../"u8.ToArray(), [0xFF, 0xFF, 0xFF, 0xFF], [0, 0, 0, 0x80]];

    private readonly Random random = new(seed);

    /// <summary>Damages one of the samples.</summary>
    /// <param name="samples">Well-formed inputs, at least one; they stay as they are.</param>
    /// <returns>A damaged copy.</returns>
    public byte[] Of(IReadOnlyList<byte[]> samples)
    {
        var bytes = samples[random.Next(samples.Count)].ToList();
        for (var times = random.Next(1, 6); times > 0 && bytes.Count > 0; times--)
            Change(bytes, samples[random.Next(samples.Count)]);
        return [.. bytes];
    }

    private void Change(List<byte> bytes, byte[] other)
    {
        var at = random.Next(bytes.Count);
        var length = random.Next(Math.Min(64, bytes.Count - at) + 1);
        switch (random.Next(8))
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                bytes[at] = OddBytes[random.Next(OddBytes.Length)];
                break;
            case 2:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 3:
                bytes.RemoveRange(at, length);
                break;
            case 4:
                bytes.InsertRange(at, bytes.GetRange(at, length));
                break;
            case 5:
                bytes.InsertRange(at, other.AsSpan(random.Next(other.Length)).ToArray().Take(random.Next(200)));
                break;
            case 6:
                bytes.InsertRange(at, OddWords[random.Next(OddWords.Length)]);
                break;
            default:
                bytes.InsertRange(at, Enumerable.Repeat(bytes[at], random.Next(300)));
                break;
        }
    }
}
