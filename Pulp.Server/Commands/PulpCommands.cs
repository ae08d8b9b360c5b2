using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Pulp.Server.Commands;

/// <summary>
/// Builds the command line.
/// </summary>
internal static class PulpCommands
{
    public static RootCommand CreateRoot()
    {
        var root = new RootCommand("Pulp mirrors, versions and serves software repositories. Without a command it runs the server.")
        {
            CommonOptions.Data,
            CommonOptions.Urls,
            CommonOptions.Plugins,
            CommonOptions.Setting,
            MirrorCommand.Create(),
            RepositoryCommands.Create(),
            TaskCommands.Create(),
            PluginCommands.Create(),
            VerifyStoreCommand.Create(),
        };
        root.WithExamples(
            "",
            "--urls http://0.0.0.0:8080 --data /srv/pulp",
            "--setting ReadingNeedsLogin=true --setting ContentOrigin=https://pulp.example",
            "mirror python https://pypi.org/simple/ --include requests --name pypi --policy on_demand --serve");
        root.SetAction(ServeCommand.RunAsync);
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!);
        return root;
    }

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
