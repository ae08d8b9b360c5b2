namespace Pulp.Plugins.Container.Pushing;

/// <summary>
/// Represents what must be known of an upload to go on with it after a restart.
/// </summary>
/// <param name="Id">The upload's identifier.</param>
/// <param name="Name">The name of the repository it was begun for.</param>
/// <param name="UserId">The user who began it.</param>
/// <param name="Key">By what the storage finds the bytes that came.</param>
internal sealed record UploadRecord(Guid Id, string Name, long? UserId, string Key);
