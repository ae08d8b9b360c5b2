using Pulp.Digests;
using Pulp.Publications;

namespace Pulp.Plugins.File;

/// <summary>
/// Publishes all files of a version, with a manifest when one is asked for.
/// </summary>
internal sealed class FilePublisher : IPublisher
{
    public async Task PublishAsync(PublicationContext context, CancellationToken cancellationToken)
    {
        context.PassThrough();
        if (((FilePublication)context.Publication).Manifest is { } name)
            await context.AddMetadataAsync(name, WriteAsync, cancellationToken).ConfigureAwait(false);

        async Task WriteAsync(Stream output, CancellationToken token)
        {
            var writer = new StreamWriter(output, leaveOpen: true) { NewLine = "\n" };
            await using var flushing = writer.ConfigureAwait(false);
            await foreach (var unit in context.ContentAsync<FileContent>(token).ConfigureAwait(false))
                await writer.WriteLineAsync($"{unit.Content.RelativePath},{unit.Content.Sha256},{unit.Files[0].Best!.Size}").ConfigureAwait(false);
        }
    }
}
