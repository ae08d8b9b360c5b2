using Pulp.FunctionalTests.Support;

namespace Pulp.FunctionalTests.Samples;

/// <summary>An application that is published trimmed works, and needs no runtime on the machine.</summary>
[TestFixture]
[Category("RealClients")]
public sealed class TrimmingTests
{
    private static readonly string[] Sources = ["Pulp.Core", "Pulp.Data", "Pulp.AspNetCore", "Pulp.Plugins.Python", "eng", "samples"];

    [Test]
    public async Task A_trimmed_application_mirrors_reads_and_rolls_back()
    {
        using var folder = new TemporaryFolder();
        // A copy, so that restoring for one platform does not touch what other tests use.
        foreach (var file in Directory.EnumerateFiles(PulpProcess.SourceRoot).Where(file => Path.GetFileName(file) is not "Pulp.sln"))
            File.Copy(file, folder.Below(Path.GetFileName(file)));
        foreach (var source in Sources)
            Copy(new DirectoryInfo(Path.Combine(PulpProcess.SourceRoot, source)), folder.Below(source));
        var start = Tool.Describe(
            "dotnet",
            ["publish", folder.Below("samples", "EmbedInConsole"), "-c", "Release", "-r", "linux-x64", "--self-contained", "-p:PublishTrimmed=true", "-p:RunAnalyzers=false", "-nodeReuse:false", "-o", folder.Below("app")],
            folder.Path);
        start.Environment["HOME"] = Environment.GetEnvironmentVariable("HOME");
        var published = await Tool.RunAsync(start);
        if (published.Output.Contains("NU1101", StringComparison.Ordinal) || published.Output.Contains("NU1102", StringComparison.Ordinal) || published.Output.Contains("NU1301", StringComparison.Ordinal))
            Assert.Ignore("The packages of the runtime and of the trimmer are not available here.");
        published.Succeeded();

        string[] arguments = [Stories.Upstream.Url, "apple", folder.Below("pulp")];
        var output = (await Tool.RunAsync(folder.Below("app", "EmbedInConsole"), arguments, folder.Path)).Succeeded().Output;
        Assert.That(output, Does.Contain("Version 1 holds 2 units").And.Contain("version 3 has apple-1.0-py3-none-any.whl again"));
        Assert.That(new DirectoryInfo(folder.Below("app")).EnumerateFiles().Sum(file => file.Length), Is.LessThan(50 * 1024 * 1024));
    }

    private static void Copy(DirectoryInfo from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in from.EnumerateFiles())
            file.CopyTo(Path.Combine(to, file.Name));
        foreach (var folder in from.EnumerateDirectories().Where(folder => folder.Name is not ("bin" or "obj")))
            Copy(folder, Path.Combine(to, folder.Name));
    }
}
