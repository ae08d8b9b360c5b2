namespace Pulp.Transfer;

/// <summary>
/// Represents the last member of a bundle, which tells that it is whole.
/// </summary>
/// <param name="ManifestSha256">The digest of the manifest in hexadecimal.</param>
/// <param name="Artifacts">How many files of content there are.</param>
/// <param name="Repositories">The repositories, in the manifest's order.</param>
internal sealed record BundleEnd(string ManifestSha256, long Artifacts, IReadOnlyList<ExportedRepository> Repositories);
