using Microsoft.AspNetCore.Http;

namespace Pulp.Server.Settings;

/// <summary>
/// Says what is wrong with settings that were read well.
/// </summary>
internal static class SettingRules
{
    public static IEnumerable<string> Check(ServerSettings settings)
    {
        foreach (var url in settings.Urls.Split(';', StringSplitOptions.TrimEntries).Where(url => !IsBindable(url)))
            yield return $"Urls: '{url}' is no address to listen on; write for example http://127.0.0.1:8080.";
        if (!Directory.Exists(settings.Plugins))
            yield return $"Plugins: there is no folder '{settings.Plugins}'.";
        if (settings.AdminPassword is { Length: 0 })
            yield return "AdminPassword: it is empty; leave it out to have a random one made.";
        var pulp = settings.Pulp;
        if (pulp.ContentOrigin is { } origin && !(Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"))
            yield return $"ContentOrigin: '{origin}' is no address; write for example https://pulp.example.";
        foreach (var (name, path) in new[] { (nameof(pulp.ContentPathPrefix), pulp.ContentPathPrefix), (nameof(pulp.ApiRoot), pulp.ApiRoot) })
        {
            if (!path.StartsWith('/') || !path.EndsWith('/'))
                yield return $"{name}: '{path}' must begin and end with a slash.";
        }

        if (pulp.MaximumRunningTasks < 1)
            yield return $"{nameof(pulp.MaximumRunningTasks)}: {pulp.MaximumRunningTasks} is too small; write at least 1.";
        if (pulp.CacheSize < 0)
            yield return $"{nameof(pulp.CacheSize)}: {pulp.CacheSize} is negative; write a number of bytes.";
        foreach (var property in typeof(PulpOptions).GetProperties().Where(property => property.PropertyType == typeof(TimeSpan)))
        {
            if ((TimeSpan)property.GetValue(pulp)! < TimeSpan.Zero)
                yield return $"{property.Name}: the time is negative.";
        }
    }

    private static bool IsBindable(string url)
    {
        try
        {
            var address = BindingAddress.Parse(url);
            return address.Scheme is "http" or "https" && address.Port is >= 0 and <= 65535;
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
