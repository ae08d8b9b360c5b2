using System.Text;
using Pulp.Plugins.Container.Models;
using Pulp.Plugins.Container.Naming;
using Pulp.Signing;

namespace Pulp.Plugins.Container.Signatures;

/// <summary>
/// Signs manifests by atomic signatures. A script is called with the path of the manifest, finds the image's full name in <c>REFERENCE</c> and the path of the signature
/// it is to write in <c>SIG_PATH</c>, and prints that as <c>signature_path</c>.
/// </summary>
internal sealed class ManifestSigning(SigningScripts scripts, ISignatureVerifier verifier) : ISigningKind
{
    public const string KindName = "container:ManifestSigningService";
    private const string SignatureFile = "signature";

    public string Name => KindName;

    /// <summary>Signs a manifest.</summary>
    /// <param name="service">A service of this kind.</param>
    /// <param name="manifest">The manifest's document.</param>
    /// <param name="digest">The digest that names it here.</param>
    /// <param name="reference">The full name under which the image goes, for example <c>pulp.example/team/app:1.0</c>.</param>
    /// <param name="folder">A directory to work in; files of earlier calls are replaced.</param>
    /// <param name="correlationId">The correlation id of the request that asks for it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="SigningException">The script fails, or makes no signature of the manifest.</exception>
    public async Task<ManifestSignature> SignAsync(SigningService service, string manifest, string digest, string reference, string folder, string correlationId, CancellationToken cancellationToken)
    {
        var (file, target) = (Path.Join(folder, "manifest"), Path.Join(folder, SignatureFile));
        await File.WriteAllBytesAsync(file, Encoding.UTF8.GetBytes(manifest), cancellationToken).ConfigureAwait(false);
        File.Delete(target);
        var variables = new Dictionary<string, string> { ["REFERENCE"] = reference, ["SIG_PATH"] = target };
        var answer = await scripts.RunAsync(service, file, correlationId, variables, cancellationToken).ConfigureAwait(false);
        var (_, bytes) = await scripts.ReadAsync(service, answer, "signature_path", folder, AtomicSignature.MaximumSize, cancellationToken).ConfigureAwait(false);
        try
        {
            return AtomicSignature.Read(digest, bytes, document: manifest);
        }
        catch (InvalidSignatureException exception)
        {
            throw new SigningException($"What the script of the signing service '{service.Name}' makes is no signature of the manifest: {exception.Message}", exception);
        }
    }

    public async Task ProveAsync(SigningService service, string folder, CancellationToken cancellationToken)
    {
        const string manifest = """{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[]}""";
        var signature = await SignAsync(service, manifest, OciDigest.Of(Encoding.UTF8.GetBytes(manifest)).ToString(), "localhost/test:1", folder, "", cancellationToken).ConfigureAwait(false);
        var file = Path.Join(folder, "proof");
        await File.WriteAllBytesAsync(file, Convert.FromBase64String(signature.Data), cancellationToken).ConfigureAwait(false);
        if (await verifier.VerifyAsync(OpenPgpKey.Parse(service.PublicKey), file, file: null, cancellationToken).ConfigureAwait(false) is { } reason)
            throw new SigningException($"What the script signs does not verify with the public key: {reason}");
    }
}
