namespace Pulp.Plugins.Container.Sync;

/// <summary>
/// Represents what a registry answers when it is asked for what is attached to a manifest.
/// </summary>
/// <param name="Digests">The digests; null when it does not say: it has no referrers API, or refuses.</param>
/// <param name="IsRefused">Whether it answered with a refusal or with no list, so that nobody knows whether it has the API.</param>
internal sealed record ReferrerList(IReadOnlyList<string>? Digests, bool IsRefused = false);
