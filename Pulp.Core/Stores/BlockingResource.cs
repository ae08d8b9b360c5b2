namespace Pulp.Stores;

/// <summary>
/// Tells of a resource that needs another one, so that the other cannot be deleted.
/// </summary>
/// <param name="Id">The resource's identifier.</param>
/// <param name="Type">The full name of its type, for example <c>python.python</c>.</param>
/// <param name="Name">Its key, for most kinds the name; the identifier when it has none.</param>
/// <param name="IsLoaded">Whether its plugin is loaded; when not, the store gives nothing else of it.</param>
public sealed record BlockingResource(Guid Id, string Type, string Name, bool IsLoaded);
