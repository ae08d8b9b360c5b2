using Pulp.Downloads;

namespace Pulp.Core.Tests.Downloads;

/// <summary>
/// Secrets that must be seen by the remote's own origin only.
/// </summary>
internal static class Canary
{
    public const string Text = "c4n4ry";

    public static ConnectionSettings WithSecrets(ConnectionSettings settings) => settings with
    {
        Username = "c4n4ry-user",
        Password = "c4n4ry-password",
        Headers = [new("X-Token", "c4n4ry-header"), new("Cookie", "session=c4n4ry-cookie")],
    };

    public static UpstreamRequest WithSecrets(UpstreamRequest request) => request with
    {
        Authorization = "Bearer c4n4ry-bearer",
        Headers = [new("X-Request-Token", "c4n4ry-request-header")],
    };

    /// <summary>Gets every form in which a secret could appear, the encoded one of Basic included.</summary>
    public static IEnumerable<string> Forms()
    {
        yield return Text;
        yield return Convert.ToBase64String("c4n4ry-user:c4n4ry-password"u8);
        yield return Convert.ToBase64String("c4n4ry-proxy-user:c4n4ry-proxy-password"u8);
    }

    public static bool IsIn(string text) => Forms().Any(form => text.Contains(form, StringComparison.OrdinalIgnoreCase));
}
