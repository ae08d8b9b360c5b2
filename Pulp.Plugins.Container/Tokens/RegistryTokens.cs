using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Pulp.Access;
using Pulp.Stores;

namespace Pulp.Plugins.Container.Tokens;

/// <summary>
/// Issues the registry's tokens and recognizes them again.
/// </summary>
internal sealed class RegistryTokens
{
    private const string DefaultService = "pulp";

    // Together, because anyone may ask for tokens that name many things.
    private const long MaximumRemembered = 4 * 1024 * 1024;

    // What other processes' clocks may differ by.
    private static readonly TimeSpan Leeway = TimeSpan.FromSeconds(30);
    private readonly ConcurrentDictionary<string, TokenGrant> remembered = new(StringComparer.Ordinal);
    private long rememberedLength;
    private readonly JsonWebToken tokens;
    private readonly IPulpDatabase database;
    private readonly TimeProvider time;
    private readonly ContainerOptions options;

    public RegistryTokens(JsonWebToken tokens, IPulpDatabase database, TimeProvider time, IOptions<ContainerOptions> options, IOptions<PulpOptions> pulp)
    {
        this.tokens = tokens;
        this.database = database;
        this.time = time;
        this.options = options.Value;
        Service = this.options.TokenService
            ?? (Uri.TryCreate(pulp.Value.ContentOrigin, UriKind.Absolute, out var origin) ? origin.Authority : DefaultService);
    }

    /// <summary>Gets what tokens are issued for.</summary>
    public string Service { get; }

    /// <summary>Gets how long a token may be used.</summary>
    public TimeSpan Lifetime => options.TokenLifetime;

    /// <summary>Issues a token.</summary>
    /// <param name="issuer">The address of the token service.</param>
    /// <param name="user">The user; null when nobody logged in.</param>
    /// <param name="access">What it allows.</param>
    /// <param name="now">The time of issue.</param>
    public string Issue(string issuer, User? user, IReadOnlyList<TokenScope> access, DateTimeOffset now) => tokens.Write(writer =>
    {
        WriteCommon(writer, issuer, user?.Username ?? "", now, options.TokenLifetime);
        writer.WriteString("mark", user is null ? "" : MarkOf(user));
        writer.WriteStartArray("access");
        foreach (var scope in access)
        {
            writer.WriteStartObject();
            writer.WriteString("type", scope.Type);
            writer.WriteString("name", scope.Name);
            writer.WriteStartArray("actions");
            foreach (var action in scope.Actions)
                writer.WriteStringValue(action);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });

    /// <summary>Issues a token by which a user gets further tokens without a password.</summary>
    public string IssueRefresh(string issuer, User user, DateTimeOffset now) => tokens.Write(writer =>
    {
        WriteCommon(writer, issuer, user.Username, now, options.RefreshTokenLifetime);
        writer.WriteString("refresh", MarkOf(user));
    });

    /// <summary>Recognizes a token of <see cref="Issue"/> that has not ended.</summary>
    public TokenGrant? Find(string token)
    {
        if (!remembered.TryGetValue(token, out var grant))
        {
            using var claims = tokens.Read(token);
            if (claims is null || ReadCommon(claims.RootElement) is not var (username, expires) || !claims.RootElement.TryGetProperty("access", out var access)
                || !claims.RootElement.TryGetProperty("mark", out var mark))
                return null;
            grant = new TokenGrant(username, [.. access.EnumerateArray().Select(ScopeOf)], expires, mark.GetString() ?? "");
            Remember(token, grant);
        }

        return grant.Expires > time.GetUtcNow() ? grant : null;
    }

    /// <summary>Makes of a user what differs when the password was changed, the user was deactivated, or it is another user of the same name.</summary>
    public static string MarkOf(User user) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{user.Id}:{user.SecurityStamp}:{user.PasswordHash}")).AsSpan(0, 16));

    /// <summary>Recognizes a token of <see cref="IssueRefresh"/>; the user must be active and have the same password still.</summary>
    public async ValueTask<User?> FindUserAsync(string refreshToken, CancellationToken cancellationToken)
    {
        using var claims = tokens.Read(refreshToken);
        if (claims is null || ReadCommon(claims.RootElement) is not var (username, expires) || expires <= time.GetUtcNow()
            || !claims.RootElement.TryGetProperty("refresh", out var mark) || mark.GetString() is not { } stated)
            return null;
        var user = await database.ReadAsync(session => session.Access.Users.FindAsync(username), cancellationToken).ConfigureAwait(false);
        return user is { IsActive: true } && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(stated), Encoding.ASCII.GetBytes(MarkOf(user))) ? user : null;
    }

    private static TokenScope ScopeOf(JsonElement scope) => new(
        scope.GetProperty("type").GetString()!, scope.GetProperty("name").GetString()!, [.. scope.GetProperty("actions").EnumerateArray().Select(action => action.GetString()!)]);

    private void Remember(string token, TokenGrant grant)
    {
        if (Interlocked.Add(ref rememberedLength, token.Length) > MaximumRemembered)
        {
            remembered.Clear();
            Interlocked.Exchange(ref rememberedLength, token.Length);
        }

        remembered[token] = grant;
    }

    private void WriteCommon(Utf8JsonWriter writer, string issuer, string subject, DateTimeOffset now, TimeSpan lifetime)
    {
        writer.WriteString("iss", issuer);
        writer.WriteString("sub", subject);
        writer.WriteString("aud", Service);
        writer.WriteNumber("exp", (now + lifetime).ToUnixTimeSeconds());
        writer.WriteNumber("nbf", now.ToUnixTimeSeconds());
        writer.WriteNumber("iat", now.ToUnixTimeSeconds());
        writer.WriteString("jti", Guid.NewGuid());
    }

    // Only the own key signs, so that the claims have the form they were written in.
    private (string Username, DateTimeOffset Expires)? ReadCommon(JsonElement claims)
    {
        var latest = (time.GetUtcNow() + Leeway).ToUnixTimeSeconds();
        if (claims.GetProperty("aud").GetString() != Service || claims.GetProperty("nbf").GetInt64() > latest || claims.GetProperty("iat").GetInt64() > latest)
            return null;
        return (claims.GetProperty("sub").GetString()!, DateTimeOffset.FromUnixTimeSeconds(claims.GetProperty("exp").GetInt64()));
    }
}
