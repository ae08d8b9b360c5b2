using Pulp.Server.Hosting;

namespace Pulp.Server.Tests;

[TestFixture]
public sealed class ProgramNameTests
{
    [Test]
    public void The_tool_is_called_by_its_name() =>
        Assert.That(ProgramName.Of("/home/me/.dotnet/tools/pulp", "/home/me/.dotnet/tools/.store/x/", "/"), Is.EqualTo("pulp"));

    [Test]
    public void A_published_program_is_called_by_its_path()
    {
        Assert.That(ProgramName.Of("/opt/pulp/Pulp.Server", "/opt/pulp/", "/"), Is.EqualTo("/opt/pulp/Pulp.Server"));
        Assert.That(ProgramName.Of("/usr/bin/dotnet", "/opt/my pulp/", "/"), Is.EqualTo("dotnet '/opt/my pulp/Pulp.Server.dll'"));
    }

    [Test]
    public void A_program_in_its_source_tree_is_run_through_its_project()
    {
        var folder = Directory.CreateTempSubdirectory("pulp-program-").FullName;
        try
        {
            var output = Path.Combine(folder, "Pulp.Server", "bin", "Debug", "net10.0");
            Directory.CreateDirectory(output);
            File.WriteAllText(Path.Combine(folder, "Pulp.Server", "Pulp.Server.csproj"), "");

            Assert.That(ProgramName.Of(Path.Combine(output, "Pulp.Server"), output, folder), Is.EqualTo("dotnet run --project Pulp.Server --"));
            Assert.That(ProgramName.Of(Path.Combine(output, "Pulp.Server"), output, "/"), Does.StartWith("dotnet run --project ").And.Not.Contain("bin"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
