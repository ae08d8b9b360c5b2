using Pulp.Uploads;

namespace Pulp.Plugins.File;

/// <summary>
/// Takes any file at the path the client says.
/// </summary>
internal sealed class FileUploadReader : IContentUploadReader
{
    public Task<UploadedContent> ReadAsync(UploadContext context, CancellationToken cancellationToken)
    {
        var path = context.RelativePath ?? throw new ContentRefusedException("relative_path", "This field is required.");
        var file = new FileContent { RelativePath = path, Sha256 = context.Artifact.Sha256 };
        return Task.FromResult(new UploadedContent(file, path, context.Artifact));
    }
}
