using Pulp.Artifacts;
using Pulp.Uploads;

namespace Pulp.Testing.Tests.Texts;

internal sealed class TextReader(TextState state) : IContentUploadReader
{
    public async Task<UploadedContent> ReadAsync(UploadContext context, CancellationToken cancellationToken)
    {
        var path = context.RelativePath ?? context.FileName ?? throw new ContentRefusedException("relative_path", "This field is required.");
        using var reader = new StreamReader(context.File, leaveOpen: true);
        var isText = await reader.ReadLineAsync(cancellationToken) is { } title && title.StartsWith("Text ", StringComparison.Ordinal);
        if (!isText && state.Has(TextFaults.ReadsWithoutCare))
            throw new FormatException();
        if (!isText && !state.Has(TextFaults.AcceptsAnything))
            throw new ContentRefusedException("file", "A text begins with its title.");
        return new UploadedContent(new Text { Path = path, Sha256 = context.Artifact.Sha256 }, new Dictionary<string, StoredArtifact> { [path] = context.Artifact });
    }
}
