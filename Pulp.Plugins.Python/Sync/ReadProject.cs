using Pulp.Sync;

namespace Pulp.Plugins.Python.Sync;

/// <summary>
/// Represents what was read of one project.
/// </summary>
/// <param name="Items">Its units, or that it is unchanged.</param>
/// <param name="Requirements">What its newest release needs; empty unless dependencies are followed.</param>
internal readonly record struct ReadProject(IReadOnlyList<SyncItem> Items, IReadOnlyList<string> Requirements);
