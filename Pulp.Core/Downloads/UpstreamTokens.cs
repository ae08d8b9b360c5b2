using System.Diagnostics.CodeAnalysis;

namespace Pulp.Downloads;

/// <summary>
/// Keeps the tokens an upstream's token server gave, each until it ends. However many requests need one, it is asked for once.
/// </summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "A semaphore whose wait handle nobody asks for holds nothing.")]
internal sealed class UpstreamTokens
{
    private const int MaximumTokens = 64;
    private readonly SemaphoreSlim gate = new(1);
    private readonly Dictionary<TokenChallenge, UpstreamToken> tokens = [];
    private volatile UpstreamToken? current;

    /// <summary>Gets the token that was used last: most likely the next request needs the same.</summary>
    public UpstreamToken? Current(DateTimeOffset now) => current is { } token && token.Ends > now ? token : null;

    /// <summary>Gets the token a challenge asks for.</summary>
    /// <param name="challenge">What upstream asks for.</param>
    /// <param name="rejected">The token it just refused, if any.</param>
    /// <param name="time">The clock.</param>
    /// <param name="ask">Asks the token server.</param>
    /// <param name="cancellationToken">Cancels waiting.</param>
    public async Task<UpstreamToken> GetAsync(
        TokenChallenge challenge, UpstreamToken? rejected, TimeProvider time, Func<TokenChallenge, Task<UpstreamToken>> ask, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!tokens.TryGetValue(challenge, out var token) || ReferenceEquals(token, rejected) || token.Ends <= time.GetUtcNow())
            {
                tokens.Remove(challenge);
                token = await ask(challenge).ConfigureAwait(false);
                if (tokens.Count >= MaximumTokens)
                    tokens.Clear();
                tokens[challenge] = token;
            }

            current = token;
            return token;
        }
        finally
        {
            gate.Release();
        }
    }
}
