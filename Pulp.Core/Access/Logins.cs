using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Pulp.Stores;

namespace Pulp.Access;

/// <summary>
/// Checks user names with passwords, and API tokens.
/// </summary>
/// <remarks>
/// A verified password is remembered in memory for 60 seconds under a key of this process, because verifying one costs a quarter of a
/// second; the memory is void as soon as the user's password changes or the user is deactivated. After ten failures for a user from one
/// address, or a hundred for whatever users, further tries from there are refused for a minute. Half of the processors at most verify
/// passwords at a time, so that guesses leave the rest to those who were let in.
/// </remarks>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "A semaphore whose wait handle nobody asks for holds nothing.")]
public sealed class Logins
{
    private const int MaximumFailures = 10;
    private const int MaximumFailuresOfAddress = 100;
    private const int MaximumRemembered = 10_000;
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(60);
    private readonly IPulpDatabase database;
    private readonly TimeProvider time;
    private readonly byte[] key = RandomNumberGenerator.GetBytes(32);
    private readonly ConcurrentDictionary<string, Remembered> remembered = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string? User, string Address), Failures> failures = new();
    private readonly SemaphoreSlim verifying = new(MaximumVerifying);

    /// <summary>Initializes the service.</summary>
    /// <param name="database">Where users and tokens are kept.</param>
    /// <param name="time">The clock.</param>
    public Logins(IPulpDatabase database, TimeProvider time)
    {
        this.database = database;
        this.time = time;
    }

    /// <summary>Gets how many passwords are verified at a time.</summary>
    internal static int MaximumVerifying { get; } = Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>Gets what verifies a password against a stored hash.</summary>
    internal Func<string, string?, bool> Verify { get; init; } = PasswordHash.Verify;

    /// <summary>Checks a login.</summary>
    /// <param name="username">The user name, or <c>__token__</c> with a token in place of the password.</param>
    /// <param name="password">The password, or an API token of the user.</param>
    /// <param name="address">Where the request came from, for the count of failures.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>How it ended.</returns>
    public async ValueTask<LoginOutcome> LoginAsync(string username, string password, string address, CancellationToken cancellationToken = default)
    {
        if (password.StartsWith(ApiTokens.Prefix, StringComparison.Ordinal))
        {
            var byToken = await LoginAsync(password, cancellationToken).ConfigureAwait(false);
            return byToken is LoginOutcome.Accepted accepted && (username == "__token__" || accepted.Caller.User!.Username == username) ? byToken : new LoginOutcome.Refused();
        }

        if (BarredFor(username, address) is { } rest)
            return new LoginOutcome.TooManyFailures(rest);
        var user = await database.ReadAsync(session => session.Access.Users.FindAsync(username), cancellationToken).ConfigureAwait(false);
        var mark = MarkOf(username, password);
        if (Recall(mark, user) is { } known)
            return known;

        await verifying.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // Those that waited with this one may have had the same password, or used up the tries.
            if (Recall(mark, user) is { } meanwhile)
                return meanwhile;
            if ((BarredFor(username, address) ?? BarredFor(user: null, address)) is { } wait)
                return new LoginOutcome.TooManyFailures(wait);
            if (!Verify(password, user?.PasswordHash) || !user!.IsActive)
            {
                CountFailure(username, address);
                CountFailure(user: null, address);
                return new LoginOutcome.Refused();
            }
        }
        finally
        {
            verifying.Release();
        }

        Remember(mark, user);
        failures.TryRemove((username, address), out _);
        return new LoginOutcome.Accepted(new Caller(user));
    }

    /// <summary>Checks an API token.</summary>
    /// <param name="token">The token's text.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>How it ended.</returns>
    public async ValueTask<LoginOutcome> LoginAsync(string token, CancellationToken cancellationToken = default)
    {
        if (!ApiTokens.TryHash(token, out var hash))
            return new LoginOutcome.Refused();
        var (found, user) = await database.ReadAsync(
            async session =>
            {
                var stored = await session.Access.Tokens.FindAsync(hash).ConfigureAwait(false);
                return (stored, stored is null ? null : await session.Access.Users.GetAsync(stored.UserId).ConfigureAwait(false));
            },
            cancellationToken).ConfigureAwait(false);
        var now = time.GetUtcNow();
        if (found is null || user is not { IsActive: true } || found.Expires <= now)
            return new LoginOutcome.Refused();
        if (found.LastUsed is null || now - found.LastUsed > TimeSpan.FromMinutes(1))
        {
            await database.WriteAsync(
                async session =>
                {
                    if (await session.Access.Tokens.GetAsync(found.Id).ConfigureAwait(false) is { } current)
                        await session.Access.Tokens.SaveAsync(current with { LastUsed = now }).ConfigureAwait(false);
                    return true;
                },
                cancellationToken).ConfigureAwait(false);
        }

        return new LoginOutcome.Accepted(new Caller(user, found));
    }

    private string MarkOf(string username, string password) =>
        Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{username.Length}:{username}{password}")));

    private LoginOutcome.Accepted? Recall(string mark, User? user) =>
        user is { IsActive: true } && remembered.TryGetValue(mark, out var known) && known.Expires > time.GetUtcNow() && known.UserId == user.Id && known.PasswordHash == user.PasswordHash
            ? new LoginOutcome.Accepted(new Caller(user))
            : null;

    private void Remember(string mark, User user)
    {
        if (remembered.Count >= MaximumRemembered)
            remembered.Clear();
        remembered[mark] = new Remembered(user.Id, user.PasswordHash, time.GetUtcNow() + Memory);
    }

    private TimeSpan? BarredFor(string? user, string address) =>
        failures.TryGetValue((user, address), out var failed) && failed.Count >= MaximumOf(user)
        && failed.Until - time.GetUtcNow() is var rest && rest > TimeSpan.Zero
            ? rest
            : null;

    private void CountFailure(string? user, string address)
    {
        var now = time.GetUtcNow();
        if (failures.Count >= MaximumRemembered)
        {
            foreach (var old in failures.Where(failed => failed.Value.Until <= now))
                failures.TryRemove(old);
        }

        // Counted within a minute from the first; the last one that is allowed begins the minute in which none is.
        failures.AddOrUpdate(
            (user, address),
            static (_, now) => new Failures(1, now + Memory),
            static (key, known, now) => known.Until <= now ? new Failures(1, now + Memory)
                : new Failures(known.Count + 1, known.Count + 1 < MaximumOf(key.User) ? known.Until : now + Memory),
            now);
    }

    private static int MaximumOf(string? user) => user is null ? MaximumFailuresOfAddress : MaximumFailures;

    private sealed record Remembered(long UserId, string? PasswordHash, DateTimeOffset Expires);

    private sealed record Failures(int Count, DateTimeOffset Until);
}
