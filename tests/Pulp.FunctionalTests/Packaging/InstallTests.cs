using System.Text.RegularExpressions;
using Pulp.FunctionalTests.Samples;
using Pulp.FunctionalTests.Support;

namespace Pulp.FunctionalTests.Packaging;

/// <summary>The packages do what they are for, in clean folders that know nothing of the sources.</summary>
[TestFixture]
[Category("RealClients")]
public sealed partial class InstallTests
{
    [Test]
    public async Task A_console_application_embeds_the_packages() => await SampleRuns.ConsoleAsync(await BuildSampleAsync("EmbedInConsole"));

    [Test]
    public async Task A_web_application_embeds_the_packages() => await SampleRuns.WebAsync(await BuildSampleAsync("EmbedInWebApp"));

    [Test]
    public async Task The_tool_is_installed_serves_and_takes_a_plugin_that_was_built_with_the_package_Pulp_Core_alone()
    {
        var folder = LocalFeed.NewProject("tool");
        (await LocalFeed.DotnetAsync(folder, "tool", "install", "Pulp.Server", "--tool-path", "tools", "--version", LocalFeed.Version)).Succeeded();
        var pulp = Path.Combine(folder, "tools", "pulp");
        var data = Path.Combine(folder, "data");
        Assert.That((await Tool.RunAsync(pulp, ["--version"], folder)).Succeeded().Output, Does.StartWith(LocalFeed.Version));
        (await Tool.RunAsync(pulp, ["mirror", "python", Stories.Upstream.Url, "--include", "apple", "--name", "fruit", "--data", data], folder)).Succeeded();

        var added = (await Tool.RunAsync(pulp, ["plugin", "add", await PackPluginAsync(), "--data", data], folder)).Succeeded().Output;

        Assert.That(added, Does.Contain("notes 1.2.0 was added").And.Contain("see: pulp plugin list"));
        await using var server = await PulpProcess.StartInstalledAsync(pulp, data);
        Assert.That(await Pip.InstalledVersionAsync(server.IndexOf("fruit"), "apple"), Is.EqualTo("2.0"));
        await server.Api.CreateAsync("repositories/notes/notes/", new { name = "one" });
        var plugins = (await server.Api.GetAsync("/pulp/api/v3/status/"))["plugins"]!.AsArray();
        Assert.That(plugins.Select(plugin => plugin!["state"]!.GetValue<string>()), Is.All.EqualTo("loaded"));
        Assert.That(plugins.Select(plugin => plugin!["component"]!.GetValue<string>()), Has.Member("notes").And.Member("python").And.Member("container").And.Member("ansible"));
    }

    private static async Task<string> BuildSampleAsync(string name)
    {
        var folder = LocalFeed.NewProject(name);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(PulpProcess.SourceRoot, "samples", name)))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        var project = Path.Combine(folder, name + ".csproj");
        var text = await File.ReadAllTextAsync(project);
        await File.WriteAllTextAsync(project, Reference().Replace(text, "<PackageReference Include=\"${name}\" />").Replace("<ItemGroup>", "<PropertyGroup><OutputType>Exe</OutputType></PropertyGroup><ItemGroup>", StringComparison.Ordinal));
        (await LocalFeed.DotnetAsync(folder, "build", "--output", "out")).Succeeded();
        return Path.Combine(folder, "out", name + ".dll");
    }

    // With a library of its own, which no host has.
    private static async Task<string> PackPluginAsync()
    {
        var folder = LocalFeed.NewProject("Acme.Notes");
        await File.WriteAllTextAsync(Path.Combine(folder, "Acme.Notes.csproj"), """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <Version>1.2.0</Version>
                <IsPulpPlugin>true</IsPulpPlugin>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Pulp.Core" />
                <PackageReference Include="YamlDotNet" />
              </ItemGroup>
            </Project>
            """);
        await File.WriteAllTextAsync(Path.Combine(folder, "NotesPlugin.cs"), """
            using Pulp.ContentTypes;
            using Pulp.Plugins;
            using Pulp.Repositories;

            namespace Acme.Notes;

            public sealed record Note : Content
            {
                public required string Name { get; init; }
            }

            public sealed record NoteRepository : Repository;

            public sealed class NotesPlugin : PulpPlugin
            {
                public override string Label => "notes";

                public override void Configure(PluginBuilder plugin)
                {
                    var endpoint = new YamlDotNet.Serialization.DeserializerBuilder().Build().Deserialize<Dictionary<string, string>>("notes: notes")["notes"];
                    plugin.AddContent<Note>("note", endpoint, type => type.NaturalKey(note => [note.Name]));
                    plugin.AddRepository<NoteRepository>("notes", endpoint, type => type.Holds<Note>());
                }
            }
            """);
        (await LocalFeed.DotnetAsync(folder, "pack", "--output", "out")).Succeeded();
        var path = Path.Combine(folder, "out", "Acme.Notes.1.2.0.nupkg");
        using var package = new Package(path);
        Assert.That(package.Files.Where(file => file.StartsWith("tools/", StringComparison.Ordinal)), Is.EquivalentTo(new[]
        {
            "Acme.Notes.dll", "Acme.Notes.deps.json", "Acme.Notes.runtimeconfig.json", "YamlDotNet.dll", "pulp-plugin.json",
        }.Select(file => "tools/pulp-plugin/" + file)));
        Assert.That(package.Files.Where(file => file.StartsWith("lib/", StringComparison.Ordinal)), Is.EqualTo(new[] { "lib/net10.0/Acme.Notes.dll" }));
        Assert.That(package.Dependencies["Pulp.Core"], Is.EqualTo(LocalFeed.Version));
        return path;
    }

    [GeneratedRegex("<ProjectReference Include=\"[^\"]*/(?<name>[^\"/]+)\\.csproj\" />", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Reference();
}
