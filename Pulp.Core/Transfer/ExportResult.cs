namespace Pulp.Transfer;

/// <summary>
/// Represents what an export wrote.
/// </summary>
/// <param name="Id">The identifier of the export.</param>
/// <param name="Files">The files of the bundle, in order.</param>
/// <param name="TableOfContents">The file that lists the others; it is what an import is given.</param>
/// <param name="GlobalHash">The SHA-256 of the bundle as a whole, in hexadecimal.</param>
/// <param name="Artifacts">How many files of content the bundle carries.</param>
/// <param name="Repositories">The repositories.</param>
public sealed record ExportResult(
    Guid Id, IReadOnlyList<ExportedFile> Files, ExportedFile TableOfContents, string GlobalHash, long Artifacts, IReadOnlyList<ExportedRepository> Repositories);
