using Pulp.FunctionalTests.Support;

namespace Pulp.FunctionalTests.Packaging;

/// <summary>The way of a stranger: from the packages to a plugin of one's own that a server runs and real clients use.</summary>
[TestFixture]
[Category("RealClients")]
public sealed class PluginTemplateTests
{
    private const string Bash = "/usr/bin/bash";
    private const string Curl = "/usr/bin/curl";
    private string work = "";

    [OneTimeSetUp]
    public async Task InstallAsync()
    {
        work = LocalFeed.NewProject("templates");
        // A stranger's folder: nothing above it says anything.
        foreach (var file in new[] { "Directory.Build.props", "Directory.Packages.props" })
            await File.WriteAllTextAsync(Path.Combine(work, file), "<Project />");
        (await LocalFeed.DotnetAsync(work, "new", "install", LocalFeed.PackageOf("Pulp.Templates"))).Succeeded();
    }

    [Test]
    public async Task A_plugin_made_of_the_template_passes_its_tests_and_runs_in_a_server()
    {
        Prerequisite.Require(Bash, Curl, Prerequisite.Nginx);
        (await LocalFeed.DotnetAsync(work, "new", "pulp-plugin", "-n", "Acme.Recipes", "--content", "Recipe")).Succeeded();
        var solution = Path.Combine(work, "Acme.Recipes");

        var tested = (await LocalFeed.DotnetAsync(solution, "test", "--nologo")).Succeeded();

        Assert.That(tested.Output, Does.Contain("Passed!").And.Contain("Skipped:     0").And.Not.Contain("warning"));
        Assert.That(Left(solution), Is.Empty);
        await ServeAsync(Path.Combine(solution, "Acme.Recipes", "bin", "Debug", "net10.0"));
    }

    [TestCase("Things")]
    [TestCase("some-plugin")]
    public async Task A_plugin_of_any_name_builds(string name)
    {
        (await LocalFeed.DotnetAsync(work, "new", "pulp-plugin", "-n", name)).Succeeded();

        (await LocalFeed.DotnetAsync(Path.Combine(work, name), "build", "--nologo", "-warnaserror")).Succeeded();
    }

    // Words of the template that should have become the author's.
    private static IEnumerable<string> Left(string solution) => Directory.EnumerateFiles(solution, "*", SearchOption.AllDirectories)
        .Where(path => !path.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"))
        .Where(path => new[] { "widget", "things", "PULP_VERSION", "PROJECT_NAME", "TEST_SDK", "TEST_ADAPTER" }.Any(word => $"{path} {File.ReadAllText(path)}".Contains(word, StringComparison.OrdinalIgnoreCase)));

    private static async Task ServeAsync(string plugin)
    {
        using var folder = new TemporaryFolder();
        var root = folder.Below("root", "files");
        Directory.CreateDirectory(Path.Combine(root, "deep"));
        await File.WriteAllTextAsync(Path.Combine(root, "soup.txt"), "Boil water.");
        await File.WriteAllTextAsync(Path.Combine(root, "deep", "apple pie.txt"), "Bake apples.");
        (await Tool.RunAsync(Bash, ["-ec", "sha256sum soup.txt 'deep/apple pie.txt' > SHA256SUMS"], root)).Succeeded();
        var nginx = new NginxProcess(folder, $"root {folder.Below("root")};");
        await nginx.StartAsync();
        try
        {
            (await PulpAsync("plugin", "add", plugin)).Succeeded();
            (await PulpAsync("mirror", "recipes", $"http://127.0.0.1:{nginx.Port}/files/", "--name", "cookbook", "--policy", "on_demand")).Succeeded();
            await using var host = await PulpProcess.StartOnAsync(folder.Below("data"));
            var repository = (await host.Api.GetAsync("repositories/recipes/recipe/"))["results"]![0]!["pulp_href"]!.GetValue<string>();
            await File.WriteAllTextAsync(folder.Below("bread.txt"), "Knead.");
            var uploaded = await Tool.RunAsync(Curl, ["-sSf", "-u", $"admin:{host.Password}", $"{host.Url}pulp/api/v3/content/recipes/recipes/upload/", "-F", $"file=@{folder.Below("bread.txt")}", "-F", $"repository={repository}"], folder.Path);
            Assert.That(uploaded.Succeeded().Output, Does.Contain("\"path\":\"bread.txt\""));

            var got = Directory.CreateDirectory(folder.Below("got")).FullName;
            (await Tool.RunAsync(Bash, ["-ec", $"curl -sSf -O {host.Url}pulp/content/cookbook/SHA256SUMS; for path in soup.txt deep/apple%20pie.txt bread.txt; do curl -sSf --create-dirs -o \"${{path//%20/ }}\" {host.Url}pulp/content/cookbook/$path; done; sha256sum -c SHA256SUMS"], got)).Succeeded();
            Assert.That(await File.ReadAllLinesAsync(Path.Combine(got, "SHA256SUMS")), Has.Length.EqualTo(3));
        }
        finally
        {
            await nginx.StopAsync();
        }

        Task<ToolResult> PulpAsync(params string[] arguments) => Tool.RunAsync("dotnet", [PulpProcess.Program, .. arguments, "--data", folder.Below("data")], folder.Path);
    }
}
