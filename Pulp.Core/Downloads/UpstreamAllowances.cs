using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Pulp.Downloads;

/// <summary>
/// Remembers what upstreams last said of the requests they still take, for each account at each of them.
/// </summary>
/// <remarks>Kept in memory alone: upstream says it again with the next answer. Remotes of the same origin and user share it, as they share the account.</remarks>
public sealed class UpstreamAllowances
{
    private const int Maximum = 1024;
    private readonly ConcurrentDictionary<string, UpstreamAllowance> known = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Finds what an upstream last said.</summary>
    /// <param name="url">The upstream's address.</param>
    /// <param name="username">The login; null for none.</param>
    /// <param name="allowance">What it said.</param>
    /// <returns>Whether it said anything since the server was started.</returns>
    public bool TryGet(Uri url, string? username, [NotNullWhen(true)] out UpstreamAllowance? allowance) => known.TryGetValue(KeyOf(url, username), out allowance);

    internal void Observe(ConnectionSettings settings, HttpResponseMessage answer, DateTimeOffset now)
    {
        if (UpstreamAllowance.Read(answer, now) is not { } allowance)
            return;
        var key = KeyOf(settings.BaseUrl, settings.Username);
        if (known.Count >= Maximum && !known.ContainsKey(key))
            known.Clear();
        known[key] = allowance;
    }

    private static string KeyOf(Uri url, string? username) => $"{url.GetLeftPart(UriPartial.Authority)} {username}";
}
