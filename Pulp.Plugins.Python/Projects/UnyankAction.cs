using Pulp.Tasking;

namespace Pulp.Plugins.Python.Projects;

/// <summary>
/// Starts taking a yank back.
/// </summary>
internal sealed class UnyankAction(TaskDispatcher dispatcher, Yanks yanks) : YankAction(dispatcher, yanks)
{
    protected override string? ReasonOf(YankRequest request) => null;
}
