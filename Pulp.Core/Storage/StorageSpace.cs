namespace Pulp.Storage;

/// <summary>
/// Represents how full a storage is.
/// </summary>
/// <param name="Total">The size of the file system in bytes.</param>
/// <param name="Used">The bytes in use, by whomever.</param>
/// <param name="Free">The bytes this process may still write; less than the rest where some are reserved.</param>
public sealed record StorageSpace(long Total, long Used, long Free);
