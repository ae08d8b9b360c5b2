using Pulp.Publications;

namespace Acme.Things;

/// <summary>
/// Publishes the files of a version with a list of them, so that <c>sha256sum -c SHA256SUMS</c> works below a distribution.
/// </summary>
internal sealed class WidgetPublisher : IPublisher
{
    public async Task PublishAsync(PublicationContext context, CancellationToken cancellationToken)
    {
        // All files of the version are served under their own paths.
        context.PassThrough();
        await context.AddMetadataAsync(ChecksumList.FileName, WriteAsync, cancellationToken);

        async Task WriteAsync(Stream output, CancellationToken token)
        {
            await using var writer = new StreamWriter(output, leaveOpen: true) { NewLine = "\n" };
            await foreach (var unit in context.ContentAsync<Widget>(token))
                await writer.WriteLineAsync(ChecksumList.Format(unit.Content));
        }
    }
}
