namespace Pulp.Tasking;

/// <summary>
/// Represents what is kept of a task that waits, so that it can be run after a restart: encrypted arguments, and the versions it needs.
/// </summary>
internal sealed record StoredWork(byte[] Arguments, IReadOnlyDictionary<string, string> Versions);
