using Pulp.Downloads;
using Pulp.Resources;
using Pulp.Stores;

namespace Pulp.Remotes;

internal sealed class RemoteRule : IResourceRule
{
    private readonly ConnectionSettingsValidator validator;

    public RemoteRule(ConnectionSettingsValidator validator) => this.validator = validator;

    public ValueTask CheckAsync(IStoreSession session, Resource resource, Resource? previous, FieldErrors errors)
    {
        if (resource is not Remote remote)
            return ValueTask.CompletedTask;
        if (!Uri.TryCreate(remote.Url, UriKind.Absolute, out _))
            errors.Add("url", "Enter a valid URL, for example https://pypi.org/.");
        else if (!string.IsNullOrEmpty(remote.ProxyUrl) && !Uri.TryCreate(remote.ProxyUrl, UriKind.Absolute, out _))
            errors.Add("proxy_url", "Enter a valid URL, for example http://proxy.example:3128.");
        else
            CheckConnection(remote, errors);
        return ValueTask.CompletedTask;
    }

    private void CheckConnection(Remote remote, FieldErrors errors)
    {
        foreach (var (field, messages) in validator.Validate(RemoteConnection.SettingsOf(remote)))
        {
            foreach (var message in messages)
                errors.Add(field, message);
        }
    }
}
