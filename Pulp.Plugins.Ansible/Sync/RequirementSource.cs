using Pulp.Plugins.Ansible.Models;
using Pulp.Queries;
using Pulp.Resources;
using Pulp.Stores;

namespace Pulp.Plugins.Ansible.Sync;

/// <summary>
/// Finds the source that an entry of a requirements file names: by the name of another remote, or by an address.
/// </summary>
/// <remarks>
/// An entry never holds credentials. They are those of the remote with that name or address, when it allows to be used so (<see cref="CollectionRemote.UsableAsSource"/>);
/// an address that no such remote has is asked without any.
/// </remarks>
internal sealed record RequirementSource(Uri Url, CollectionRemote? Remote)
{
    /// <summary>Gets what is wrong with a source, or null.</summary>
    public static async ValueTask<string?> CheckAsync(IStoreSession session, CollectionRemote remote, string source)
    {
        if (TryAddress(source) is { } address)
            return address.UserInfo.Length > 0 ? $"The source {address.Host} holds credentials; make a remote with them, and name that." : null;
        return await FindByNameAsync(session, remote, source).ConfigureAwait(false) switch
        {
            null => $"The source '{source}' is neither an address nor the name of a collection remote.",
            { UsableAsSource: false } => $"The remote '{source}' may not be used as a source; set its usable_as_source first.",
            _ => null,
        };
    }

    /// <summary>Finds a source.</summary>
    /// <param name="session">Reads remotes.</param>
    /// <param name="remote">The remote whose requirements file names the source.</param>
    /// <param name="source">The name or address; null means the remote itself.</param>
    /// <returns>The source; null when the name is no usable remote's.</returns>
    public static async ValueTask<RequirementSource?> FindAsync(IStoreSession session, CollectionRemote remote, string? source)
    {
        if (source is null)
            return new RequirementSource(new Uri(remote.Url), remote);
        if (TryAddress(source) is not { } address)
            return await FindByNameAsync(session, remote, source).ConfigureAwait(false) is { UsableAsSource: true } named ? new RequirementSource(new Uri(named.Url), named) : null;
        if (IsSame(new Uri(remote.Url), address))
            return new RequirementSource(address, remote);
        var host = new Condition.Compare("url", Comparison.StartsWith, address.GetLeftPart(UriPartial.Authority));
        var candidates = await session.Resources.QueryAsync(ResourceKind.Remote, type: null, remote.DomainId, new Query { Where = host, Limit = 1000, WithCount = false }).ConfigureAwait(false);
        var other = candidates.Items.OfType<CollectionRemote>().FirstOrDefault(candidate => candidate.UsableAsSource && IsSame(new Uri(candidate.Url), address));
        return new RequirementSource(address, other);
    }

    private static async ValueTask<CollectionRemote?> FindByNameAsync(IStoreSession session, CollectionRemote remote, string name) =>
        await session.Resources.FindAsync(ResourceKind.Remote, remote.DomainId, name).ConfigureAwait(false) as CollectionRemote;

    private static Uri? TryAddress(string text) => Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? address : null;

    private static bool IsSame(Uri one, Uri other) => one.AbsoluteUri.TrimEnd('/').Equals(other.AbsoluteUri.TrimEnd('/'), StringComparison.Ordinal);
}
