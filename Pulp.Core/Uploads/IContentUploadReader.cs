namespace Pulp.Uploads;

/// <summary>
/// Turns an uploaded file into a content unit: reads the metadata from the file itself.
/// </summary>
public interface IContentUploadReader
{
    /// <summary>Reads the file.</summary>
    /// <param name="context">The file, the fields of the request and a place for further files.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>The unit and its files.</returns>
    /// <exception cref="ContentRefusedException">The file is not what it claims to be.</exception>
    Task<UploadedContent> ReadAsync(UploadContext context, CancellationToken cancellationToken);
}
