using Pulp.Plugins.Python.Metadata;

namespace Pulp.Plugins.Python.Sync;

/// <summary>
/// Represents a project that is to be read.
/// </summary>
/// <param name="Name">The project.</param>
/// <param name="Serial">The serial of its last change as the list of projects states it; null when the list has none to go by.</param>
internal readonly record struct ListedProject(ProjectName Name, long? Serial = null);
