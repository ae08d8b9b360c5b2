namespace Pulp.Uploads;

/// <summary>
/// Looks at every file that is uploaded as content, after its plugin has read it and before anything of it is kept: a scanner, a licence rule, a naming rule.
/// </summary>
/// <remarks>Register it as a service. Several are asked in the order they were registered. Protocols that assemble content from many requests, such as the push of a container image, are not uploads of a file.</remarks>
public interface IUploadCheck
{
    /// <summary>Looks at an upload.</summary>
    /// <param name="upload">What the plugin made of the file.</param>
    /// <param name="context">The file, from its first byte on, and what the client said of it.</param>
    /// <param name="cancellationToken">Cancels the upload.</param>
    /// <returns>A task that completes when the upload may go on.</returns>
    /// <exception cref="ContentRefusedException">Thrown to refuse the file; the message reaches the client, and nothing that came with the request remains; an artifact that was there before does.</exception>
    ValueTask CheckAsync(UploadedContent upload, UploadContext context, CancellationToken cancellationToken);
}
