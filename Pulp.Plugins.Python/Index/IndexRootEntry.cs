namespace Pulp.Plugins.Python.Index;

/// <summary>
/// Represents one project on the root page of a simple index.
/// </summary>
/// <param name="Name">The project's name as the page spells it; a valid project name.</param>
/// <param name="LastSerial">The serial of the project's last change, or <see langword="null"/> when the index has none.</param>
public readonly record struct IndexRootEntry(string Name, long? LastSerial = null);
