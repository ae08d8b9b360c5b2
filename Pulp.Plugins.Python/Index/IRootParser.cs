namespace Pulp.Plugins.Python.Index;

/// <summary>Reads a root page window by window.</summary>
internal interface IRootParser
{
    /// <summary>The largest window that is offered: no single entry may be longer.</summary>
    const int MaxWindow = 1024 * 1024;

    /// <summary>Adds the entries that are complete in the window and returns how many of its bytes are done with.</summary>
    /// <param name="window">The bytes that follow those done with.</param>
    /// <param name="isFinal">Whether nothing follows the window; the page must then be complete.</param>
    /// <param name="entries">Receives the entries.</param>
    int Parse(ReadOnlySpan<byte> window, bool isFinal, List<IndexRootEntry> entries);
}
