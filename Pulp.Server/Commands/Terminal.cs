using Spectre.Console;

namespace Pulp.Server.Commands;

/// <summary>
/// Sets up what commands write to: colours and bars for a person at a terminal, plain unbroken lines for a file or another program.
/// </summary>
internal static class Terminal
{
    // Long enough that no line is ever broken.
    private const int Unbroken = 100_000;

    public static void SetUp()
    {
        if (System.Console.IsOutputRedirected)
            AnsiConsole.Console = Plain(System.Console.Out);
    }

    /// <summary>Gets a console that writes plain lines.</summary>
    /// <param name="output">Takes the lines.</param>
    public static IAnsiConsole Plain(TextWriter output)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(output),
        });
        console.Profile.Width = Unbroken;
        return console;
    }

    /// <summary>Writes a line that is meant to be copied: it is not broken at the terminal's edge.</summary>
    /// <param name="text">The line.</param>
    public static void WriteUnbroken(string text) => System.Console.Out.WriteLine(text);
}
