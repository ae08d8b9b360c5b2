using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Requirements;
using Pulp.Resources;
using Pulp.Stores;

namespace Pulp.Plugins.Ansible.Sync;

/// <summary>
/// Refuses remotes to Galaxy servers that a sync could only fail of.
/// </summary>
internal sealed class CollectionRemoteRule : IResourceRule
{
    public async ValueTask CheckAsync(IStoreSession session, Resource resource, Resource? previous, FieldErrors errors)
    {
        if (resource is not CollectionRemote remote)
            return;
        if (Uri.TryCreate(remote.Url, UriKind.Absolute, out var url) && !url.AbsolutePath.EndsWith('/'))
            errors.Add("url", $"Invalid URL {url.GetLeftPart(UriPartial.Path)}. Ensure the URL ends '/'.");
        if (!string.IsNullOrEmpty(remote.AuthUrl) && string.IsNullOrEmpty(remote.Token))
            errors.Add("token", "When specifying 'auth_url' you must also specify 'token'.");
        if (!string.IsNullOrEmpty(remote.AuthUrl) && !Uri.TryCreate(remote.AuthUrl, UriKind.Absolute, out _))
            errors.Add("auth_url", "Enter a valid URL, for example https://sso.example.com/token.");
        if (remote.RequirementsFile is not { } text)
            return;
        try
        {
            foreach (var source in RequirementsFile.Parse(text).Collections.Select(requirement => requirement.Source).OfType<string>().Distinct(StringComparer.Ordinal))
            {
                if (await RequirementSource.CheckAsync(session, remote, source).ConfigureAwait(false) is { } problem)
                    errors.Add("requirements_file", problem);
            }
        }
        catch (RequirementsException malformed)
        {
            errors.Add("requirements_file", malformed.Message);
        }
    }
}
