namespace Pulp.ContentTypes;

/// <summary>
/// Reads values of a content type that are too large to be kept in units' documents (see <see cref="ContentTypeBuilder{T}.LargeFields{TReader}"/>).
/// </summary>
/// <remarks>Created once; safe to use concurrently.</remarks>
public interface ILargeFieldReader
{
    /// <summary>Reads a value.</summary>
    /// <param name="unit">The unit.</param>
    /// <param name="field">The field's REST name.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>The value as JSON in UTF-8; null when it is not known.</returns>
    ValueTask<ReadOnlyMemory<byte>?> ReadAsync(Content unit, string field, CancellationToken cancellationToken = default);
}
