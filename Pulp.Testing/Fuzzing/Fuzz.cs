using System.Diagnostics;
using System.Globalization;
using NUnit.Framework;

namespace Pulp.Testing.Fuzzing;

/// <summary>
/// Gives damaged inputs to a reader of what comes from outside: it may refuse them in its own words, but neither crash, nor take long, nor take much memory.
/// </summary>
/// <remarks>Seeds and rounds are fixed, so that a failure comes again; the environment variable <c>PULP_FUZZ_ROUNDS</c> asks for more rounds.</remarks>
public static class Fuzz
{
    private const long MemoryLimit = 256L * 1024 * 1024;
    private static readonly TimeSpan DefaultTimeLimit = TimeSpan.FromSeconds(1);

    /// <summary>Runs a reader on damaged samples.</summary>
    /// <param name="seed">The seed of the damage.</param>
    /// <param name="rounds">How many inputs are tried.</param>
    /// <param name="samples">Well-formed inputs, at least one.</param>
    /// <param name="read">Reads one input, and catches what it may refuse it with; what it throws otherwise fails the test.</param>
    /// <param name="timeLimit">How long one input may take; null for a second.</param>
    /// <returns>A task.</returns>
    public static async Task RunAsync(int seed, int rounds, IReadOnlyList<byte[]> samples, Func<byte[], ValueTask> read, TimeSpan? timeLimit = null)
    {
        if (Environment.GetEnvironmentVariable("PULP_FUZZ_ROUNDS") is { } more)
            rounds = int.Parse(more, CultureInfo.InvariantCulture);
        var mutation = new Mutation(seed);
        for (var round = 0; round < rounds; round++)
        {
            var bytes = mutation.Of(samples);
            var started = Stopwatch.GetTimestamp();
            var allocated = GC.GetTotalAllocatedBytes();
            try
            {
                await read(bytes).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                Assert.Fail($"Seed {seed}, round {round}: {exception}\n{Convert.ToBase64String(bytes)}");
            }

            Assert.That(Stopwatch.GetElapsedTime(started), Is.LessThan(timeLimit ?? DefaultTimeLimit), $"Seed {seed}, round {round}: {Convert.ToBase64String(bytes)}");
            Assert.That(GC.GetTotalAllocatedBytes() - allocated, Is.LessThan(MemoryLimit), $"Seed {seed}, round {round}: {Convert.ToBase64String(bytes)}");
        }
    }
}
