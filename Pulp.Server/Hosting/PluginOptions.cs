using Microsoft.Extensions.Options;
using Pulp.Plugins;
using Pulp.Server.Settings;

namespace Pulp.Server.Hosting;

/// <summary>
/// Fills the options of plugins from the settings that name them.
/// </summary>
internal static class PluginOptions
{
    /// <summary>Fills the options when they are first asked for; what is wrong is said now, and the settings of plugins that are not there are named in the log.</summary>
    /// <param name="services">The services, with the plugins loaded.</param>
    /// <param name="settings">The settings.</param>
    /// <exception cref="InvalidSettingsException">A setting names no option of its plugin, or has no sense.</exception>
    public static void Fill(IServiceCollection services, IReadOnlyList<PluginSetting> settings)
    {
        var errors = new List<string>();
        var ignored = new List<PluginSetting>();
        foreach (var ofPlugin in settings.GroupBy(setting => setting.Label, StringComparer.OrdinalIgnoreCase))
        {
            if (Instances<PluginSettings>(services).FirstOrDefault(declared => IsOf(declared.Label, ofPlugin.Key)) is { OptionsType: var type })
                errors.AddRange(Fill(services, type, [.. ofPlugin]));
            else if (Instances<PluginStatus>(services).Where(status => IsOf(status.Label, ofPlugin.Key)).ToList() is not { Count: > 0 } known)
                ignored.AddRange(ofPlugin);
            // One that was left out has a reason of its own, which is told elsewhere.
            else if (known.Exists(status => status.State is PluginState.Loaded))
                errors.Add($"{ofPlugin.First().Source}: the plugin '{ofPlugin.Key}' takes no settings.");
        }

        if (errors.Count > 0)
            throw new InvalidSettingsException(errors);
        services.AddSingleton<IHostedService>(provider => ActivatorUtilities.CreateInstance<IgnoredSettings>(provider, ignored));
    }

    private static IReadOnlyList<string> Fill(IServiceCollection services, Type type, IReadOnlyList<PluginSetting> settings)
    {
        var probe = SettingBinder.Of(Activator.CreateInstance(type)!, settings[0].Label);
        foreach (var setting in settings)
            probe.Apply(setting.Name, setting.Value, setting.Source);
        services.AddSingleton(typeof(IConfigureOptions<>).MakeGenericType(type), Activator.CreateInstance(typeof(Filling<>).MakeGenericType(type), settings)!);
        return probe.Errors;
    }

    private static bool IsOf(string? label, string named) => string.Equals(label, named, StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<T> Instances<T>(IServiceCollection services)
        where T : class => services.Where(service => service.ServiceType == typeof(T)).Select(service => service.ImplementationInstance).OfType<T>();

    private sealed class Filling<T>(IReadOnlyList<PluginSetting> settings) : IConfigureOptions<T>
        where T : class
    {
        public void Configure(T options)
        {
            var binder = SettingBinder.Of(options, settings[0].Label);
            foreach (var setting in settings)
                binder.Apply(setting.Name, setting.Value, setting.Source);
        }
    }
}
