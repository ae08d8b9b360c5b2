using Microsoft.AspNetCore.Server.Kestrel.Core;
using Pulp.Access;
using Pulp.Data;
using Pulp.Downloads;
using Pulp.Server.Settings;

namespace Pulp.Server.Hosting;

/// <summary>
/// Puts a Pulp together from the settings: one folder for the data, and the plugins of another.
/// </summary>
internal static class PulpComposition
{
    public static PulpBuilder AddPulpServer(this IServiceCollection services, ServerSettings settings)
    {
        var builder = services.AddPulp(options => Copy(settings.Pulp, options))
            .UseFolder(settings.Data)
            .AddPluginFolders(settings);
        PluginOptions.Fill(services, settings.OfPlugins);
        services.Configure<KestrelServerOptions>(ClientCertificates.LeaveToGuards);
        services.Configure<AdministratorOptions>(options =>
        {
            options.IsEnabled = true;
            options.Password = settings.AdminPassword;
            options.PasswordFile = settings.AdminPasswordFile;
        });
        services.AddSingleton<IStartupStep, WorkingFolderCheck>();
        services.Configure<DownloadOptions>(options =>
        {
            options.Egress.AllowPrivateLinks = settings.Egress.AllowPrivateLinks;
            foreach (var network in settings.Egress.AllowedNetworks)
                options.Egress.AllowedNetworks.Add(network);
            foreach (var network in settings.Egress.DeniedNetworks)
                options.Egress.DeniedNetworks.Add(network);
        });
        return builder;
    }

    /// <summary>Adds the plugins that came with the program and those that were added.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="settings">The settings.</param>
    public static PulpBuilder AddPluginFolders(this PulpBuilder builder, ServerSettings settings) =>
        builder.AddPluginsFrom(settings.PluginFolders, options => options.TrustedManifests.UnionWith(settings.TrustedPlugins));

    private static void Copy(PulpOptions from, PulpOptions to)
    {
        foreach (var property in typeof(PulpOptions).GetProperties().Where(property => property.CanWrite))
            property.SetValue(to, property.GetValue(from));
    }
}
