// Mirrors a Python index into a folder, reads it back and rolls back. No web server, no configuration, no other process.
//   dotnet run --project samples/EmbedInConsole [index] [project] [folder]
using Microsoft.Extensions.DependencyInjection;
using Pulp;
using Pulp.Data;
using Pulp.Plugins.Python;
using Pulp.Plugins.Python.Models;
using Pulp.Queries;

var index = args.ElementAtOrDefault(0) ?? "https://pypi.org/";
var project = args.ElementAtOrDefault(1) ?? "requests";
var folder = args.ElementAtOrDefault(2) ?? "pulp-data";

// <sample>
var services = new ServiceCollection();
services.AddPulp().UseFolder(folder).AddPlugin<PythonPlugin>();
await using var provider = services.BuildServiceProvider();
await provider.GetRequiredService<PulpRuntime>().StartAsync();
var pulp = provider.GetRequiredService<PulpInstance>();

var remote = await pulp.FindAsync<PythonRemote>("index") ?? await pulp.CreateAsync(new PythonRemote { Name = "index", Url = index, Includes = [project] });
var repository = await pulp.FindAsync<PythonRepository>("mirror") ?? await pulp.CreateAsync(new PythonRepository { Name = "mirror", Remote = remote.Id });
var version = await pulp.SyncAsync(repository);
// </sample>

Console.WriteLine($"Version {version.Number} holds {version.Summary.Present.Values.Sum()} units of {index}.");

// The newest five; what is in a version never changes, so neither does the list.
var shown = 0;
await foreach (var package in pulp.QueryAsync<PythonPackage>(Condition.Equal("name", project), version))
{
    Console.WriteLine($"  {package.Filename} {package.Sha256}");
    if (++shown == 5)
        break;
}

// The bytes come at first use, are verified and stay: the second time works without the index.
await foreach (var package in pulp.ContentAsync<PythonPackage>(version))
{
    await using var file = await pulp.OpenAsync(version, package.Filename) ?? throw new FileNotFoundException(package.Filename);
    var buffer = new MemoryStream();
    await file.CopyToAsync(buffer);
    Console.WriteLine($"Read {package.Filename}: {buffer.Length} bytes.");

    // Take it out, then roll back: a new version with what the earlier one held.
    var without = await pulp.RemoveAsync(repository, [package]);
    var back = await pulp.SetContentAsync(repository, version);
    await foreach (var returned in pulp.DifferenceAsync(back, without))
        Console.WriteLine($"Version {without.Number} was without it, version {back.Number} has {((PythonPackage)returned).Filename} again.");
    break;
}
