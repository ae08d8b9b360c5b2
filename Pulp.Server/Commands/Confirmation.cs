using System.CommandLine;
using Pulp.Server.Settings;

namespace Pulp.Server.Commands;

/// <summary>
/// Asks before something is done that cannot be taken back.
/// </summary>
internal static class Confirmation
{
    public static Option<bool> Yes { get; } = new("--yes") { Description = "Do it without asking." };

    /// <summary>Goes on when the answer is yes.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="question">What is asked.</param>
    /// <exception cref="OperationCanceledException">The answer is not yes.</exception>
    /// <exception cref="InvalidSettingsException">Nobody can be asked.</exception>
    public static void Require(ParseResult result, string question)
    {
        if (result.GetValue(Yes))
            return;
        if (System.Console.IsInputRedirected)
            throw new InvalidSettingsException([$"{question} Say so with --yes."]);
        System.Console.Out.Write($"{question} [y/N] ");
        if (System.Console.In.ReadLine()?.Trim().ToLowerInvariant() is not ("y" or "yes"))
            throw new OperationCanceledException();
    }
}
