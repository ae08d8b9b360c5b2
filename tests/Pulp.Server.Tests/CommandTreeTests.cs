using System.CommandLine;
using Pulp.Server.Commands;

namespace Pulp.Server.Tests;

[TestFixture]
public sealed class CommandTreeTests
{
    [TestCase("")]
    [TestCase("--data /tmp/x --urls http://127.0.0.1:0 --setting A=1 --setting B=2")]
    [TestCase("mirror python https://pypi.org/simple/ --include requests --field dependencies=true --name pypi --policy on_demand --serve")]
    [TestCase("mirror python https://pypi.org/simple/ --include a b --mirror --field keep_latest_packages=3")]
    [TestCase("repository list")]
    [TestCase("repository show pypi")]
    [TestCase("repository versions pypi --data /tmp/x")]
    [TestCase("repository diff pypi 1 2")]
    [TestCase("repository rollback pypi 3")]
    [TestCase("repository size")]
    [TestCase("repository size pypi other --json")]
    [TestCase("task list --limit 5")]
    [TestCase("plugin list")]
    [TestCase("verify-store --quick")]
    [TestCase("artifact digests --json")]
    [TestCase("artifact digests --apply --setting ContentChecksums=sha256,sha512")]
    [TestCase("repository list --json")]
    [TestCase("admin reset-password --data /tmp/x")]
    public void The_command_line_is_understood(string line) =>
        Assert.That(PulpCommands.CreateRoot().Parse(line).Errors, Is.Empty);

    [TestCase("mirror python")]
    [TestCase("repository diff pypi one two")]
    [TestCase("repository frobnicate")]
    [TestCase("artifact digests sha512")]
    [TestCase("task list --limit 0")]
    [TestCase("--nonsense")]
    [TestCase("mirror python https://pypi.org/simple/ --version")]
    public void A_wrong_command_line_is_refused(string line) =>
        Assert.That(PulpCommands.CreateRoot().Parse(line).Errors, Is.Not.Empty);

    [Test]
    public void Every_command_has_a_description_and_examples_that_parse()
    {
        var root = PulpCommands.CreateRoot();

        foreach (var command in All(root))
        {
            Assert.That(command.Description, Is.Not.Empty, command.Name);
            Assert.That(CommandExamples.Of(command), Is.Not.Empty, command.Name);
            foreach (var example in CommandExamples.Of(command))
            {
                Assert.That(root.Parse(example.Replace("'", "", StringComparison.Ordinal)).Errors, Is.Empty, example);
                var unquoted = string.Concat(example.Split('\'').Where((_, part) => part % 2 == 0));
                Assert.That(unquoted.IndexOfAny(['<', '>', '*', '|', '&', ';', '$', '"']), Is.Negative, $"a shell takes a part of it for itself: {example}");
            }
        }
    }

    [Test]
    public void Help_ends_with_examples([Values("--help", "mirror --help", "repository --help", "repository rollback --help", "task list -h", "verify-store -?")] string line)
    {
        using var output = new StringWriter();

        var code = PulpCommands.CreateRoot().Parse(line).Invoke(new InvocationConfiguration { Output = output });

        Assert.That(code, Is.Zero);
        Assert.That(output.ToString(), Does.Contain("  pulp"), "the program is called by its name, not by that of its file");
        Assert.That(output.ToString(), Does.Contain("Usage:").And.Contain("Examples:"));
    }

    [TestCase("frobnicate", "'frobnicate'", "--help")]
    [TestCase("repository lst", "'lst'", "repository --help")]
    [TestCase("repository diff pypi", "Missing: <from>, <to>", "repository diff --help")]
    [TestCase("mirror python", "Missing: <url>", "mirror --help")]
    public async Task What_is_wrong_is_said_without_the_whole_help(string line, string problem, string help)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();

        var code = await PulpCommands.RunAsync(line.Split(' '), new InvocationConfiguration { Output = output, Error = error });

        Assert.That(code, Is.EqualTo(CommandHost.Usage));
        Assert.That(error.ToString(), Does.Contain(problem).And.EndWith($" {help}{Environment.NewLine}"));
        Assert.That(output.ToString(), Does.Not.Contain("Usage:"));
    }

    private static IEnumerable<Command> All(Command command) => command.Subcommands.SelectMany(All).Prepend(command);
}
