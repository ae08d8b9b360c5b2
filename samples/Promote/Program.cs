// One tested set of packages goes from dev to test to production, and production rolls back.
//   dotnet run --project samples/Promote [index] [folder]
using Microsoft.Extensions.DependencyInjection;
using Pulp;
using Pulp.Data;
using Pulp.Plugins.Python;
using Pulp.Plugins.Python.Models;
using Pulp.Repositories;

var index = args.ElementAtOrDefault(0) ?? "https://pypi.org/";
var folder = args.ElementAtOrDefault(1) ?? "pulp-data";

var services = new ServiceCollection();
services.AddPulp().UseFolder(folder).AddPlugin<PythonPlugin>();
await using var provider = services.BuildServiceProvider();
await provider.GetRequiredService<PulpRuntime>().StartAsync();
var pulp = provider.GetRequiredService<PulpInstance>();

// <sample>
var remote = await pulp.CreateAsync(new PythonRemote { Name = "index", Url = index, Includes = args.Length > 2 ? args[2..] : ["requests"] });
var dev = await EnvironmentAsync("dev", remote.Id);
var test = await EnvironmentAsync("test");
var production = await EnvironmentAsync("production");

// Monday: dev follows the index, test gets exactly what dev holds now, production what test was tested with.
var monday = await pulp.SyncAsync(dev);
await pulp.SetContentAsync(test, monday);
var tested = await pulp.SetContentAsync(production, await pulp.LatestAsync(test));

// Tuesday: a bad package comes in, and gets through.
var bad = await FirstAsync(monday);
var tuesday = await pulp.RemoveAsync(dev, [bad]);
await pulp.SetContentAsync(test, tuesday);
var broken = await pulp.SetContentAsync(production, await pulp.LatestAsync(test));

// Roll back: production is what it was, as a new version; the clients notice nothing but that.
var back = await pulp.SetContentAsync(production, tested);
// </sample>

Console.WriteLine($"production: {tested.Number} had {CountOf(tested)} files, {broken.Number} had {CountOf(broken)}, {back.Number} has {CountOf(back)} again.");
await foreach (var version in pulp.VersionsAsync(production))
    Console.WriteLine($"  version {version.Number}: {CountOf(version)} files");

// A repository and the distribution that serves its latest version.
async Task<PythonRepository> EnvironmentAsync(string name, Guid? source = null)
{
    var repository = await pulp.CreateAsync(new PythonRepository { Name = name, Remote = source });
    await pulp.CreateAsync(new PythonDistribution { Name = name, BasePath = name, Repository = repository.Id });
    return repository;
}

async Task<PythonPackage> FirstAsync(RepositoryVersion version)
{
    await foreach (var package in pulp.ContentAsync<PythonPackage>(version))
        return package;
    throw new InvalidOperationException("The index has none of the packages.");
}

static long CountOf(RepositoryVersion version) => version.Summary.Present.Values.Sum();
