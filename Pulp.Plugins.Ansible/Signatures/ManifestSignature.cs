using System.Security.Cryptography;
using System.Text;
using Pulp.Plugins.Ansible.Models;

namespace Pulp.Plugins.Ansible.Signatures;

/// <summary>
/// Makes units of signatures.
/// </summary>
internal static class ManifestSignature
{
    /// <summary>Makes the unit of a signature.</summary>
    /// <param name="collection">What is signed.</param>
    /// <param name="data">The signature in ASCII armor.</param>
    /// <param name="fingerprint">The fingerprint of the key that signed.</param>
    /// <param name="service">The signing service that made it; null when it came from elsewhere.</param>
    public static CollectionVersionSignature Of(CollectionVersion collection, string data, string fingerprint, Guid? service = null) => new()
    {
        CollectionSha256 = collection.Sha256,
        Digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(data))),
        Data = data,
        PubkeyFingerprint = fingerprint,
        SigningService = service,
    };
}
