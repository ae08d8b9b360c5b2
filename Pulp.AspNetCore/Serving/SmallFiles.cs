using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Pulp.Artifacts;
using Pulp.Digests;
using Pulp.Serving;
using Pulp.Storage;

namespace Pulp.AspNetCore.Serving;

/// <summary>
/// Keeps small files in memory, ready to be sent.
/// </summary>
internal sealed partial class SmallFiles
{
    /// <summary>The size up to which a file is kept in memory; the system's own cache of files serves larger ones as fast.</summary>
    public const int Limit = 64 * 1024;

    private readonly IArtifactStorage storage;
    private readonly FileDescriber describer;
    private readonly ReadyAnswers ready;
    private readonly ILogger<SmallFiles> logger;

    public SmallFiles(IArtifactStorage storage, FileDescriber describer, ReadyAnswers ready, ILogger<SmallFiles> logger)
    {
        this.logger = logger;
        this.storage = storage;
        this.describer = describer;
        this.ready = ready;
    }

    /// <summary>Gets a small file.</summary>
    /// <returns>The answer with its key and whether it was in memory; null for the answer when the bytes are lost.</returns>
    public async ValueTask<(ReadyAnswer? Answer, ReadyAnswerKey Key, bool WasCached)> GetAsync(ContentRequest request, string path, StoredArtifact artifact, Digest sha256)
    {
        // The same bytes under the same name have the same headers in every version, unless the type states headers of its own.
        var isIndex = request.Path != path;
        var scope = describer.IsOwn(request.Distribution) ? request.Distribution.Id : Guid.Empty;
        var key = new ReadyAnswerKey(scope, path, isIndex ? "index" : "", sha256.Hex);
        if (ready.Get(key) is { } cached)
            return (cached, key, true);
        // Described here and not when the file is read, which may outlive this request.
        var file = describer.Describe(request.Http, request.Distribution, path, isIndex, artifact.Size, artifact.Digests, artifact.Created);
        var answer = await ready.GetOrBuildAsync(key, () => LoadAsync(file, artifact, sha256), request.Http.RequestAborted).ConfigureAwait(false);
        return (answer, key, false);
    }

    private async Task<ReadyAnswer?> LoadAsync(ServedFile file, StoredArtifact artifact, Digest sha256)
    {
        var stream = await storage.OpenReadAsync(sha256, StorageDomain.Of(artifact.DomainId), CancellationToken.None).ConfigureAwait(false);
        if (stream is null)
            return null;
        await using var disposing = stream.ConfigureAwait(false);
        var body = new byte[file.Size!.Value];
        if (stream.Length != body.Length)
            return null;
        await stream.ReadExactlyAsync(body).ConfigureAwait(false);

        // Read once and sent for long: what rotted on the disk must not be kept as good.
        if (Digest.Sha256(SHA256.HashData(body)) != sha256)
        {
            LogDamaged(sha256);
            return null;
        }

        return new ReadyAnswer
        {
            Body = body,
            ContentType = file.ContentType,
            ETag = file.ETag!,
            LastModified = file.LastModified,
            IsFile = true,
            Headers = [.. file.Headers, new(FileResponse.SizeHeader, body.Length.ToString(CultureInfo.InvariantCulture))],
        };
    }

    [LoggerMessage(EventId = 3110, Level = LogLevel.Error, Message = "The stored file {Sha256} is damaged and is not served; repair fetches it again where it can")]
    private partial void LogDamaged(Digest sha256);
}
