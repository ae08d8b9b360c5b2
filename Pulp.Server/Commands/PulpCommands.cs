using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using Pulp.Server.Hosting;

namespace Pulp.Server.Commands;

/// <summary>
/// Builds the command line.
/// </summary>
internal static class PulpCommands
{
    public static Command CreateRoot()
    {
        var help = new HelpOption { Recursive = true };
        // Not RootCommand, which goes by the name of the program's file.
        var root = new Command("pulp", "Pulp mirrors, versions and serves software repositories. Without a command it runs the server.")
        {
            help,
            new VersionOption(),
            CommonOptions.Data,
            CommonOptions.Urls,
            CommonOptions.Plugins,
            CommonOptions.Setting,
            MirrorCommand.Create(),
            RepositoryCommands.Create(),
            TaskCommands.Create(),
            PluginCommands.Create(),
            ArtifactCommands.Create(),
            VerifyStoreCommand.Create(),
            SigningServiceCommands.Create(),
            AdminCommands.Create(),
        };
        root.WithExamples(
            "",
            "--urls http://0.0.0.0:8080 --data /srv/pulp",
            "--setting ReadingNeedsLogin=true --setting ContentOrigin=https://pulp.example",
            "mirror python https://pypi.org/simple/ --include requests --field dependencies=true --name pypi --policy on_demand --serve");
        root.SetAction(ServeCommand.RunAsync);
        help.Action = new HelpWithExamples((HelpAction)help.Action!);
        return root;
    }

    /// <summary>Runs a command line.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="configuration">Where its output goes.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, InvocationConfiguration configuration)
    {
        var result = CreateRoot().Parse(arguments);
        if (result.Action is not ParseErrorAction wrong)
            return await result.InvokeAsync(configuration);
        // The whole help would push what is wrong off the screen.
        wrong.ShowHelp = false;
        await result.InvokeAsync(configuration);
        var missing = result.CommandResult.Command.Arguments.Where(argument => argument.Arity.MinimumNumberOfValues > 0 && result.GetResult(argument) is not { Tokens.Count: > 0 });
        if (missing.Select(argument => $"<{argument.Name}>").ToList() is { Count: > 0 } names)
            await configuration.Error.WriteLineAsync($"Missing: {string.Join(", ", names)}");
        await configuration.Error.WriteLineAsync($"See: {ProgramName.Current} {PathOf(result.CommandResult)}--help");
        return CommandHost.Usage;
    }

    private static string PathOf(CommandResult command) => command.Parent is CommandResult parent ? $"{PathOf(parent)}{command.Command.Name} " : "";

    private sealed class HelpWithExamples(HelpAction inner) : SynchronousCommandLineAction
    {
        public override int Invoke(System.CommandLine.ParseResult parseResult)
        {
            var code = inner.Invoke(parseResult);
            CommandExamples.Write(parseResult.CommandResult.Command, parseResult.InvocationConfiguration.Output);
            return code;
        }
    }
}
