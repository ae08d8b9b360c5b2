using System.CommandLine;

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
        };
        root.SetAction(ServeCommand.RunAsync);
        return root;
    }
}
