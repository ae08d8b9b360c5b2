using Pulp.Plugins.Container.Models;
using Pulp.Plugins.Container.Naming;
using Pulp.Resources;
using Pulp.Stores;

namespace Pulp.Plugins.Container.Sync;

/// <summary>
/// Refuses a remote that names what no registry can have: a sync could only fail of it.
/// </summary>
internal sealed class ContainerRemoteRule : IResourceRule
{
    public ValueTask CheckAsync(IStoreSession session, Resource resource, Resource? previous, FieldErrors errors)
    {
        if (resource is not ContainerRemote remote)
            return ValueTask.CompletedTask;
        if (!RepositoryName.TryParse(remote.RepositoryPath(), out _))
            errors.Add("upstream_name", "It must be a repository's name without the registry and without a tag, for example library/alpine.");
        if (remote.TokenServer is not null && remote.GetTokenServer() is not { Scheme: "https", UserInfo: "" })
            errors.Add("token_server", "It must be an https address without a login, for example https://auth.example/.");
        if (!string.IsNullOrEmpty(remote.Sigstore)
            && !(Uri.TryCreate(remote.Sigstore, UriKind.Absolute, out var sigstore) && sigstore is { Scheme: "http" or "https", UserInfo: "" }))
            errors.Add("sigstore", "It must be an http or https address without a login, for example https://signatures.example/sigstore.");
        if (remote.Platforms?.FirstOrDefault(platform => PlatformChoice.Parse(platform) is null) is { } wrong)
            errors.Add("platforms", $"'{wrong}' is no platform: write the operating system, the processor and perhaps its variant, for example linux/amd64 or linux/arm64/v8.");
        return ValueTask.CompletedTask;
    }
}
