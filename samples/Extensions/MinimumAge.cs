using Pulp.Plugins.Python.Models;
using Pulp.Sync;

namespace Extensions;

/// <summary>Takes no file that was published less than seven days ago: most malicious releases are found and removed within days.</summary>
public sealed class MinimumAge(TimeProvider time) : ISyncFilter
{
    private static readonly TimeSpan Age = TimeSpan.FromDays(7);

    /// <inheritdoc/>
    public ValueTask<string?> RefuseAsync(DeclaredContent unit, SyncContext context, CancellationToken cancellationToken) =>
        ValueTask.FromResult(unit.Content is PythonPackage { UploadTime: { } published } && time.GetUtcNow() - published < Age ? "younger than seven days" : null);
}
