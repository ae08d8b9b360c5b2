namespace Pulp.Stores;

/// <summary>
/// Represents one line of a directory listing.
/// </summary>
/// <param name="Name">The name, with a trailing slash for a directory.</param>
/// <param name="Size">The size in bytes; null for directories and when upstream did not say it.</param>
/// <param name="Added">When the file came into the repository (UTC); null for directories.</param>
public sealed record DirectoryEntry(string Name, long? Size, DateTimeOffset? Added);
