using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Pulp.AspNetCore;
using Pulp.Data;
using Pulp.Plugins.Ansible;
using Pulp.Plugins.Container;
using Pulp.Plugins.File;
using Pulp.Plugins.Python;
using Pulp.Plugins.Python.Models;

namespace Pulp.Architecture.Tests;

/// <summary>The lines that the packages' own pages show, compiled and never run; <see cref="PageTests"/> compares them.</summary>
internal static class PackagePages
{
    public static async Task CoreAsync()
    {
        var services = new ServiceCollection();
        services.AddPulp().UseFolder("pulp-data").AddPlugin<PythonPlugin>();
        await using var provider = services.BuildServiceProvider();
        await provider.GetRequiredService<PulpRuntime>().StartAsync();
        var pulp = provider.GetRequiredService<PulpInstance>();
        _ = pulp;
    }

    public static void Data(IServiceCollection services)
    {
        services.AddPulp().UseFolder("pulp-data");
    }

    public static void AspNetCore(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.Services.AddPulp().UseFolder("pulp-data").AddPlugin<PythonPlugin>().AddWeb();
        var app = builder.Build();
        app.UsePulp();
        app.MapPulp();
        app.Run();
    }

    public static void Plugins(WebApplicationBuilder builder)
    {
        builder.Services.AddPulp().UseFolder("pulp-data").AddPlugin<AnsiblePlugin>().AddWeb();
        builder.Services.AddPulp().UseFolder("pulp-data").AddPlugin<ContainerPlugin>().AddWeb();
        builder.Services.AddPulp().UseFolder("pulp-data").AddPlugin<FilePlugin>().AddWeb();
    }

    public static async Task PythonAsync(IServiceCollection services, PulpInstance pulp)
    {
        services.AddPulp().UseFolder("pulp-data").AddPlugin<PythonPlugin>();

        var remote = await pulp.CreateAsync(new PythonRemote { Name = "pypi", Url = "https://pypi.org/", Includes = ["requests"] });
        var repository = await pulp.CreateAsync(new PythonRepository { Name = "pypi", Remote = remote.Id });
        var version = await pulp.SyncAsync(repository);
        _ = version;
    }
}
