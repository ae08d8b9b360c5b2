using Pulp.Downloads;
using Pulp.Plugins;
using Pulp.Resources;
using Pulp.Stores;

namespace Pulp.Remotes;

internal sealed class RemoteRule : IResourceRule
{
    private readonly ConnectionSettingsValidator validator;
    private readonly PulpCatalog catalog;

    public RemoteRule(ConnectionSettingsValidator validator, PulpCatalog catalog)
    {
        this.validator = validator;
        this.catalog = catalog;
    }

    public ValueTask CheckAsync(IStoreSession session, Resource resource, Resource? previous, FieldErrors errors)
    {
        if (resource is not Remote remote)
            return ValueTask.CompletedTask;
        CheckPolicy(remote, errors);
        Check(remote, validator, errors);
        return ValueTask.CompletedTask;
    }

    /// <summary>Checks where a remote is and how it is reached.</summary>
    public static void Check(Remote remote, ConnectionSettingsValidator validator, FieldErrors errors)
    {
        if (!Uri.TryCreate(remote.Url, UriKind.Absolute, out _))
            errors.Add("url", "Enter a valid URL, for example https://pypi.org/.");
        else if (remote.Url.Any(char.IsControl))
            errors.Add("url", "Control characters are not allowed in the URL.");
        else if (!string.IsNullOrEmpty(remote.ProxyUrl) && !Uri.TryCreate(remote.ProxyUrl, UriKind.Absolute, out _))
            errors.Add("proxy_url", "Enter a valid URL, for example http://proxy.example:3128.");
        else
            CheckConnection(remote, validator, errors);
    }

    private void CheckPolicy(Remote remote, FieldErrors errors)
    {
        if (catalog.ResourceTypeOf(remote) is RemoteType type && !type.Policies.Contains(remote.Policy))
            errors.Add("policy", $"\"{FieldDescriptors.NameOf(remote.Policy)}\" is not a valid choice. Valid choices: {string.Join(", ", type.Policies.Select(FieldDescriptors.NameOf))}.");
    }

    private static void CheckConnection(Remote remote, ConnectionSettingsValidator validator, FieldErrors errors)
    {
        foreach (var (field, messages) in validator.Validate(RemoteConnection.SettingsOf(remote)))
        {
            foreach (var message in messages)
                errors.Add(field, message);
        }
    }
}
