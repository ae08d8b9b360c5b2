namespace Pulp.Repositories;

/// <summary>
/// Represents how much room the files of some repositories take; what is shared is counted once.
/// </summary>
/// <param name="LatestBytes">The stored bytes of the files in the latest versions.</param>
/// <param name="StoredBytes">The stored bytes of the files in all versions that are kept.</param>
/// <param name="OnDemandBytes">The bytes of the files in all versions that are not stored, as far as their sources state them.</param>
/// <param name="UnknownFiles">How many files are not stored and have no source that states their size.</param>
public sealed record RepositorySize(long LatestBytes, long StoredBytes, long OnDemandBytes, long UnknownFiles);
