namespace Pulp.FunctionalTests.Support;

/// <summary>
/// Represents what a program said.
/// </summary>
internal sealed record ToolResult(string Command, int ExitCode, string Output, string Error)
{
    /// <summary>Fails the test, with everything the program said, unless it succeeded.</summary>
    public ToolResult Succeeded()
    {
        Assert.That(ExitCode, Is.Zero, ToString());
        return this;
    }

    public override string ToString() => $"{Command}\nexit code {ExitCode}\n{Output}\n{Error}";
}
