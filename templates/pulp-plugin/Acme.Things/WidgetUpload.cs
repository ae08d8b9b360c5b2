using Pulp.Uploads;

namespace Acme.Things;

/// <summary>
/// Makes a widget of an uploaded file.
/// </summary>
internal sealed class WidgetUpload : IContentUploadReader
{
    public Task<UploadedContent> ReadAsync(UploadContext context, CancellationToken cancellationToken)
    {
        // The path the client chose, or else the name of its file. Paths that lead out of a distribution are refused before.
        var path = context.RelativePath ?? context.FileName ?? throw new ContentRefusedException("relative_path", "Say the path of the file.");

        // This is the place to read metadata from context.File, and to refuse what is not what it claims to be.
        if (context.Artifact.Size == 0)
            throw new ContentRefusedException("file", "A widget is not empty.");
        var widget = new Widget { Path = path, Sha256 = context.Artifact.Sha256 };
        return Task.FromResult(new UploadedContent(widget, path, context.Artifact));
    }
}
