namespace Pulp.Uploads;

/// <summary>
/// Represents where abandoned uploads are removed.
/// </summary>
/// <param name="DomainId">The domain.</param>
public sealed record SweepUploadsArguments(Guid DomainId);
