using System.CommandLine;
using System.Runtime.CompilerServices;
using Pulp.Server.Hosting;

namespace Pulp.Server.Commands;

/// <summary>
/// Keeps the examples that the help of a command ends with.
/// </summary>
internal static class CommandExamples
{
    private static readonly ConditionalWeakTable<Command, string[]> Examples = [];

    /// <summary>Adds examples to a command's help.</summary>
    /// <param name="command">The command.</param>
    /// <param name="arguments">What follows the program's name in each.</param>
    public static T WithExamples<T>(this T command, params string[] arguments)
        where T : Command
    {
        Examples.AddOrUpdate(command, arguments);
        return command;
    }

    public static IReadOnlyList<string> Of(Command command) => Examples.TryGetValue(command, out var arguments) ? arguments : [];

    public static void Write(Command command, TextWriter output)
    {
        output.WriteLine("Examples:");
        foreach (var arguments in Of(command))
            output.WriteLine($"  {ProgramName.Current} {arguments}".TrimEnd(' ', '-'));
        output.WriteLine();
    }
}
