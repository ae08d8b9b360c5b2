using Pulp.Digests;
using Pulp.Resources;
using Pulp.Tasking;

namespace Pulp.Uploads;

/// <summary>
/// Turns a complete upload into an artifact, as a task.
/// </summary>
/// <param name="uploads">The uploads.</param>
public sealed class CommitUpload(ChunkedUploads uploads) : ITaskHandler<CommitUploadArguments>
{
    /// <summary>The task's name.</summary>
    public const string TaskName = "pulp.uploads.commit";

    /// <inheritdoc/>
    /// <exception cref="UploadRefusedException">The upload is gone, incomplete, in use, or has another digest.</exception>
    public async Task<object?> RunAsync(TaskContext context, CommitUploadArguments arguments, CancellationToken cancellationToken)
    {
        Digest? sha256 = null;
        if (arguments.Sha256 is { } hex)
        {
            sha256 = Digest.TryParse(DigestAlgorithm.Sha256, hex, out var digest)
                ? digest
                : throw new UploadRefusedException(UploadRefusal.Invalid, "sha256", "A sha256 has 64 hexadecimal digits.");
        }

        var artifact = await uploads.CommitAsync(arguments.UploadId, sha256, cancellationToken).ConfigureAwait(false)
            ?? throw new UploadRefusedException(UploadRefusal.Invalid, "upload", $"There is no upload {arguments.UploadId}; it was committed or deleted before.");
        context.AddCreated(Prn.Format("core", "artifact", artifact.Id));
        return null;
    }
}
