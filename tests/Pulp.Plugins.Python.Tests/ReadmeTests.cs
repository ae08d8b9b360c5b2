using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Pulp.Data;
using Pulp.Plugins.Python.Models;
using Pulp.Testing.Upstream;

namespace Pulp.Plugins.Python.Tests;

[TestFixture]
internal sealed class ReadmeTests
{
    private const string Page = """<a href="/f/requests-2.32.0-py3-none-any.whl#sha256=1111111111111111111111111111111111111111111111111111111111111111">requests-2.32.0-py3-none-any.whl</a>""";

    [Test]
    public async Task Readme_example_works()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Map("/simple/requests/", FakeAnswer.Ok(Page, "text/html"));
        var folder = Directory.CreateTempSubdirectory("pulp-readme-").FullName;
        var written = new StringWriter();
        try
        {
            await RunAsync(folder, upstream.Url.AbsoluteUri, written);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        Assert.That(written.ToString(), Does.StartWith("requests-2.32.0-py3-none-any.whl 1111"));
    }

    [Test]
    public void Readme_holds_the_lines_that_the_test_runs()
    {
        var readme = File.ReadAllText(Path.Combine(Root(), "README.md"));
        var block = readme.Split("```csharp\n")[1].Split("```")[0];
        var source = File.ReadAllText(SourceFile()).Split("// <readme>\n")[1].Split("// </readme>")[0]
            .Replace("Url = pypi", "Url = \"https://pypi.org/\"", StringComparison.Ordinal)
            .Replace("UseFolder(folder)", "UseFolder(\"pulp-data\")", StringComparison.Ordinal)
            .Replace("console.WriteLine", "Console.WriteLine", StringComparison.Ordinal);
        Assert.That(Lines(source), Is.EqualTo(Lines(block)));

        static IEnumerable<string> Lines(string text) => text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0);
    }

    private static async Task RunAsync(string folder, string pypi, StringWriter console)
    {
        // <readme>
        var services = new ServiceCollection();
        services.AddPulp().UseFolder(folder).AddPlugin<PythonPlugin>();
        await using var provider = services.BuildServiceProvider();
        await provider.GetRequiredService<PulpRuntime>().StartAsync();
        var pulp = provider.GetRequiredService<PulpInstance>();

        var remote = await pulp.CreateAsync(new PythonRemote { Name = "pypi", Url = pypi, Includes = ["requests"] });
        var repository = await pulp.CreateAsync(new PythonRepository { Name = "pypi", Remote = remote.Id });
        var version = await pulp.SyncAsync(repository);
        await foreach (var package in pulp.ContentAsync<PythonPackage>(version))
            console.WriteLine($"{package.Filename} {package.Sha256}");
        // </readme>
    }

    private static string Root()
    {
        var folder = Path.GetDirectoryName(SourceFile())!;
        while (!File.Exists(Path.Combine(folder, "Pulp.sln")))
            folder = Path.GetDirectoryName(folder)!;
        return folder;
    }

    private static string SourceFile([CallerFilePath] string path = "") => path;
}
