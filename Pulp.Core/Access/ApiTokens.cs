using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Pulp.Stores;

namespace Pulp.Access;

/// <summary>
/// Makes API tokens: 256 random bits behind a prefix that secret scanners know, kept as a hash.
/// </summary>
public sealed class ApiTokens
{
    /// <summary>The beginning of every token.</summary>
    public const string Prefix = "pulp_";

    private const int TextLength = 48;
    private static readonly TimeSpan DefaultLifetime = TimeSpan.FromDays(90);
    private readonly IPulpDatabase database;
    private readonly TimeProvider time;

    /// <summary>Initializes the service.</summary>
    /// <param name="database">Where tokens are kept.</param>
    /// <param name="time">The clock.</param>
    public ApiTokens(IPulpDatabase database, TimeProvider time)
    {
        this.database = database;
        this.time = time;
    }

    /// <summary>Makes a token.</summary>
    /// <param name="userId">The owner.</param>
    /// <param name="name">What the owner calls it.</param>
    /// <param name="scopes">The permissions it is limited to, as patterns with <c>*</c>; empty for all of the owner's.</param>
    /// <param name="objects">The objects (PRNs) it is limited to; empty for all.</param>
    /// <param name="lifetime">How long it is valid; null means 90 days, <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The token's record, and its text, which is not kept anywhere.</returns>
    public async Task<(ApiToken Token, string Text)> CreateAsync(
        long userId, string name, IReadOnlyList<string> scopes, IReadOnlyList<string> objects, TimeSpan? lifetime = null, CancellationToken cancellationToken = default)
    {
        var text = Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        TryHash(text, out var hash);
        var now = time.GetUtcNow();
        var token = new ApiToken
        {
            Id = Guid.CreateVersion7(now),
            UserId = userId,
            Name = name,
            Hash = hash!,
            Scopes = scopes,
            Objects = objects,
            Created = now,
            Expires = lifetime == Timeout.InfiniteTimeSpan ? null : now + (lifetime ?? DefaultLifetime),
        };
        await database.WriteAsync(
            async session =>
            {
                await session.Access.Tokens.SaveAsync(token).ConfigureAwait(false);
                return true;
            },
            cancellationToken).ConfigureAwait(false);
        return (token, text);
    }

    internal static bool TryHash(string text, [NotNullWhen(true)] out byte[]? hash)
    {
        hash = null;
        if (text.Length != TextLength || !text.StartsWith(Prefix, StringComparison.Ordinal) || !Ascii.IsValid(text))
            return false;
        hash = SHA256.HashData(Encoding.ASCII.GetBytes(text));
        return true;
    }
}
