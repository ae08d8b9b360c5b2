using Pulp.Stores;

namespace Pulp.Serving;

/// <summary>
/// Names the unit whose stored files, or whose lack of them, an answer was made of.
/// </summary>
/// <param name="ContentKey">The store's key of the unit.</param>
/// <param name="Moment">The <see cref="FileChanges.Moment"/> before the files were looked for.</param>
public readonly record struct FilesAsOf(long ContentKey, long Moment);
