using Pulp.Downloads;
using Pulp.Remotes;
using Pulp.Resources;

namespace Pulp.Plugins.Ansible.Models;

/// <summary>
/// Represents a Galaxy server to mirror collections from: Galaxy itself, an Automation Hub, another Pulp.
/// </summary>
public sealed record CollectionRemote : Remote
{
    /// <summary>Gets the collections to take, as the text of a <c>requirements.yml</c>; null means all.</summary>
    public string? RequirementsFile { get; init; }

    /// <summary>Gets where the token is exchanged for one that the server accepts; null when the server takes the token itself.</summary>
    [Field(MaximumLength = 255)]
    public string? AuthUrl { get; init; }

    /// <summary>Gets the token.</summary>
    [Field(Secret = true, MaximumLength = 2000)]
    public string? Token { get; init; }

    /// <summary>Gets whether the collections that the taken ones need are taken too; only with a requirements file.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool SyncDependencies { get; init; } = true;

    /// <summary>Gets whether versions without a signature are left out.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool SignedOnly { get; init; }

    /// <summary>Gets how many of the highest versions of each collection are taken, releases before pre-releases; null means all.</summary>
    [Field(Minimum = 1)]
    public int? SyncHighestVersions { get; init; }

    /// <summary>Gets whether the requirements files of other remotes may name this one as a source. Its token and login are then used for them too.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool UsableAsSource { get; init; }

    /// <inheritdoc/>
    public override TokenLogin? GetTokenLogin() => string.IsNullOrEmpty(Token)
        ? null
        : new TokenLogin(Token, Uri.TryCreate(AuthUrl, UriKind.Absolute, out var exchange) ? exchange : null) { ClientId = "cloud-services" };
}
