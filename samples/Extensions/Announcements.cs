using Pulp.Repositories;

namespace Extensions;

/// <summary>Says in the log what a new version brings; a message to a chat or the start of a build goes the same way.</summary>
public sealed partial class Announcements(ILogger<Announcements> logger) : IVersionObserver
{
    /// <inheritdoc/>
    public Task CompletedAsync(RepositoryVersion version, CancellationToken cancellationToken)
    {
        LogVersion(version.Number, version.Summary.Added.Values.Sum(), version.Summary.Removed.Values.Sum());
        return Task.CompletedTask;
    }

    [LoggerMessage(1, LogLevel.Information, "Version {Number}: {Added} added, {Removed} removed")]
    private partial void LogVersion(long number, long added, long removed);
}
