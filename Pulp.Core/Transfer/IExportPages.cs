namespace Pulp.Transfer;

/// <summary>
/// Adds to an export of a publication what its clients ask for and the server makes as it answers, so that a web server that knows nothing but files serves them.
/// </summary>
/// <remarks>Declared with <see cref="Publications.PublicationTypeBuilder.ExportPagesWith{TPages}"/>; created by the container for each export.</remarks>
public interface IExportPages
{
    /// <summary>Writes the pages.</summary>
    /// <param name="pages">The publication, and where the pages go.</param>
    /// <param name="cancellationToken">Cancels the export; nothing of it remains.</param>
    /// <returns>A task.</returns>
    Task WriteAsync(ExportPages pages, CancellationToken cancellationToken);
}
