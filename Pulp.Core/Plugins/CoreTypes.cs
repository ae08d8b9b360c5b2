using Microsoft.Extensions.DependencyInjection;
using Pulp.Distributions.Guards;
using Pulp.Resources;
using Pulp.Signing;
using Pulp.Transfer;

namespace Pulp.Plugins;

/// <summary>
/// Declares the resource types that are there without any plugin.
/// </summary>
internal static class CoreTypes
{
    /// <summary>Declares the types.</summary>
    /// <param name="services">Takes the classes that answer for them.</param>
    public static IReadOnlyList<PluginTypes> Create(IServiceCollection services)
    {
        var core = new PluginBuilder(PluginLabel.Core, services);
        core.AddExporter<FilesystemExporter, FilesystemExport, StartFilesystemExport>("filesystem", "filesystem", nameof(Exporter.LastExport));
        core.AddExporter<PulpExporter, PulpExport, StartPulpExport>("pulp", "pulp");
        core.AddImporter<PulpImporter, PulpImport, StartPulpImport>("pulp", "pulp", nameof(PulpImport.Importer));
        AddGuards(core);
        core.Types.Resources.Add(new ResourceType
        {
            Kind = ResourceKind.SigningService,
            PluginLabel = PluginLabel.Core,
            TypeName = "signing",
            Endpoint = "signing-services",
            Model = nameof(SigningService),
            ClrType = typeof(SigningService),
            Fields = FieldDescriptors.Of(typeof(SigningService)),
            Operations = ResourceOperations.None,
        });
        return [core.Types, CertificateGuards(services)];
    }

    // In Pulp these are a plugin of their own, which clients look for under its name.
    private static PluginTypes CertificateGuards(IServiceCollection services)
    {
        services.AddSingleton<GuardAuthorities>();
        var guards = new PluginBuilder(PluginLabel.CertGuard, services);
        return guards.AddGuard<X509CertGuard, X509CertGuardEvaluator>("x509", "x509").Types;
    }

    private static void AddGuards(PluginBuilder core)
    {
        core.AddGuard<RBACContentGuard, RBACContentGuardEvaluator>("rbac", "rbac", RBACContentGuard.DownloaderRole);
        core.AddPermission(RBACContentGuard.DownloadPermission, "Read through distributions with the guard");
        core.AddRole(RBACContentGuard.DownloaderRole, RBACContentGuard.DownloadPermission);
        core.AddGuard<HeaderContentGuard, HeaderContentGuardEvaluator>("header", "header");
        core.AddGuard<ContentRedirectContentGuard, ContentRedirectContentGuardEvaluator>("content_redirect", "content_redirect");
        core.AddGuard<CompositeContentGuard, CompositeContentGuardEvaluator>("composite", "composite");
    }
}
