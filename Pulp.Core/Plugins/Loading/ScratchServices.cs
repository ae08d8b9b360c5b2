using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Pulp.Plugins.Loading;

// What a plugin sees as the host's services while it declares itself. It may only add; nothing reaches the host before the plugin is accepted.
internal sealed class ScratchServices
{
    private readonly HashSet<ServiceDescriptor> before;

    public ScratchServices(IServiceCollection host)
    {
        before = [.. host];
        foreach (var service in host)
            Services.Add(service);
    }

    public IServiceCollection Services { get; } = new ServiceCollection();

    public void AppendTo(IServiceCollection host, string label)
    {
        var after = new HashSet<ServiceDescriptor>(Services);
        if (before.FirstOrDefault(service => !after.Contains(service)) is { } removed)
            throw new PluginException($"it removes or replaces the host's {removed.ServiceType.FullName}: a plugin only adds services");
        foreach (var service in Services.Where(service => !before.Contains(service)))
            host.Add(service.ServiceType == typeof(IHostedService) && !service.IsKeyedService ? Guarded(service, label) : service);
    }

    private static ServiceDescriptor Guarded(ServiceDescriptor service, string label)
    {
        Func<IServiceProvider, object> create = service switch
        {
            { ImplementationInstance: { } instance } => _ => instance,
            { ImplementationFactory: { } factory } => factory,
            _ => provider => ActivatorUtilities.CreateInstance(provider, service.ImplementationType!),
        };
        return ServiceDescriptor.Singleton<IHostedService>(provider => ActivatorUtilities.CreateInstance<GuardedHostedService>(
            provider, label, () => (IHostedService)create(provider)));
    }
}
