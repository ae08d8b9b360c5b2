using Pulp.Distributions;
using Pulp.Plugins.Container.Naming;
using Pulp.Serving;

namespace Pulp.Plugins.Container.Registry;

/// <summary>
/// States the headers of blobs, whose path is their digest.
/// </summary>
internal sealed class BlobHeaders : IFileHeaders
{
    public IReadOnlyDictionary<string, string> HeadersOf(Distribution distribution, string relativePath) => OciDigest.TryParse(relativePath, out _)
        ? new Dictionary<string, string>
        {
            [RegistryHeaders.Digest] = relativePath,
            [RegistryHeaders.Version] = RegistryHeaders.VersionValue,
            [RegistryHeaders.Signatures] = RegistryHeaders.SignaturesValue,
            ["Content-Type"] = "application/octet-stream",
        }
        : [];
}
