using System.Text.Json.Nodes;
using Pulp.Server.Commands;
using Spectre.Console;

namespace Pulp.Server.Tests;

[TestFixture]
[NonParallelizable]
public sealed class ListingTests
{
    private readonly TextWriter standard = System.Console.Out;
    private readonly IAnsiConsole terminal = AnsiConsole.Console;
    private readonly StringWriter output = new();

    [SetUp]
    public void Capture()
    {
        output.GetStringBuilder().Clear();
        System.Console.SetOut(output);
        AnsiConsole.Console = Terminal.Plain(output);
    }

    [TearDown]
    public void Release()
    {
        System.Console.SetOut(standard);
        AnsiConsole.Console = terminal;
    }

    [OneTimeTearDown]
    public void DisposeOutput() => output.Dispose();

    [Test]
    public void A_table_for_another_program_has_no_colour_and_breaks_no_line()
    {
        var listing = new Listing("name", "what it says");
        listing.Add("[red]markup[/]", new string('x', 500));

        listing.Write(asJson: false);

        Assert.That(output.ToString(), Does.Contain("[red]markup[/]").And.Contain(new string('x', 500)).And.Not.Contain("\u001b"));
    }

    [Test]
    public void Json_keeps_types_and_has_underscores_for_spaces()
    {
        var listing = new Listing("name", "latest version", "is on", "files", "content", "nothing");
        listing.Add("é", 3L, true, new[] { "a", "b" }, new Dictionary<string, long> { ["python.python"] = 2 }, null);

        listing.Write(asJson: true);

        var expected = JsonNode.Parse("""[{"name":"é","latest_version":3,"is_on":true,"files":["a","b"],"content":{"python.python":2},"nothing":null}]""");
        Assert.That(JsonNode.DeepEquals(JsonNode.Parse(output.ToString()), expected), Is.True, output.ToString());
        Assert.That(output.ToString(), Does.Contain("é"));
    }

    [Test]
    public void One_row_alone_is_an_object()
    {
        var listing = new Listing("name", "latest version");
        listing.Add("pypi", 3L);

        listing.WriteOne(asJson: true);

        Assert.That(JsonNode.Parse(output.ToString())!["latest_version"]!.GetValue<long>(), Is.EqualTo(3));
    }

    [Test]
    public void An_empty_list_is_an_empty_array()
    {
        new Listing("name").Write(asJson: true);

        Assert.That(output.ToString().Trim(), Is.EqualTo("[]"));
    }
}
