using System.Text;

namespace Pulp.Downloads;

/// <summary>
/// Represents a login by a token that the remote holds, in place of a user name and password.
/// </summary>
/// <param name="Token">The token. It is sent to the origin of the remote's URL only; or, when it is exchanged, to <paramref name="ExchangeUrl"/> only.</param>
/// <param name="ExchangeUrl">
/// Where the token is exchanged for one that upstream takes: an OAuth 2.0 token endpoint that the token is a refresh token of (RFC 6749, section 6).
/// With <see langword="null"/> the token itself is sent.
/// </param>
public sealed record TokenLogin(string Token, Uri? ExchangeUrl = null)
{
    /// <summary>Gets the scheme of the Authorization header in which the token itself is sent. What it was exchanged for is sent as <c>Bearer</c>.</summary>
    /// <value>The default is <c>Token</c>.</value>
    public string Scheme { get; init; } = "Token";

    /// <summary>Gets the client identifier that the exchange names.</summary>
    public string ClientId { get; init; } = "";

    /// <summary>Gets the Authorization header's value; null when the token is exchanged first.</summary>
    internal string? Authorization => ExchangeUrl is null ? $"{Scheme} {Token}" : null;

    /// <summary>Gets the request's body of the exchange.</summary>
    internal byte[] ExchangeForm() => Encoding.ASCII.GetBytes(
        $"grant_type=refresh_token&client_id={Uri.EscapeDataString(ClientId)}&refresh_token={Uri.EscapeDataString(Token)}");

    /// <summary>Shows where the token goes, not the token.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => ExchangeUrl is null ? "TokenLogin { redacted }" : $"TokenLogin {{ redacted, exchanged at {SafeUrl.Of(ExchangeUrl)} }}";
}
