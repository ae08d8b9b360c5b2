using System.IO.Abstractions;

namespace Pulp.Signing;

/// <summary>
/// Represents the signing of files by detached signatures with ASCII armor. A script prints the path of the file as <c>file</c> and of the signature as <c>signature</c>.
/// </summary>
public sealed class DetachedSigning : ISigningKind
{
    /// <summary>The name of the kind.</summary>
    public const string KindName = "core:AsciiArmoredDetachedSigningService";

    private const int MaximumLength = 64 * 1024;
    private readonly SigningScripts scripts;
    private readonly ISignatureVerifier verifier;
    private readonly IFileSystem fileSystem;

    /// <summary>Initializes the kind.</summary>
    /// <param name="scripts">Runs scripts.</param>
    /// <param name="verifier">Verifies signatures.</param>
    /// <param name="fileSystem">Where files are.</param>
    public DetachedSigning(SigningScripts scripts, ISignatureVerifier verifier, IFileSystem fileSystem)
    {
        this.scripts = scripts;
        this.verifier = verifier;
        this.fileSystem = fileSystem;
    }

    /// <inheritdoc/>
    public string Name => KindName;

    /// <summary>Signs a file.</summary>
    /// <param name="service">A service of this kind.</param>
    /// <param name="file">The absolute path of the file, in a directory the script may write to.</param>
    /// <param name="correlationId">The correlation id of the request that asks for it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The path of the signature, and its text.</returns>
    /// <exception cref="SigningException">The script fails, or makes no signature with ASCII armor.</exception>
    public async Task<(string Path, string Signature)> SignAsync(SigningService service, string file, string correlationId = "", CancellationToken cancellationToken = default)
    {
        var answer = await scripts.RunAsync(service, file, correlationId, cancellationToken: cancellationToken).ConfigureAwait(false);
        var (path, bytes) = await scripts.ReadAsync(service, answer, "signature", fileSystem.Path.GetDirectoryName(file)!, MaximumLength, cancellationToken).ConfigureAwait(false);
        return OpenPgpArmor.IsArmored(bytes)
            ? (path, System.Text.Encoding.UTF8.GetString(bytes))
            : throw new SigningException($"What the script of the signing service '{service.Name}' makes is no signature with ASCII armor.");
    }

    /// <inheritdoc/>
    public async Task ProveAsync(SigningService service, string folder, CancellationToken cancellationToken)
    {
        var file = fileSystem.Path.Join(folder, "test.txt");
        await fileSystem.File.WriteAllTextAsync(file, "Signed to prove that the script signs with the key.\n", cancellationToken).ConfigureAwait(false);
        var (signature, _) = await SignAsync(service, file, cancellationToken: cancellationToken).ConfigureAwait(false);
        if (await verifier.VerifyAsync(OpenPgpKey.Parse(service.PublicKey), signature, file, cancellationToken).ConfigureAwait(false) is { } reason)
            throw new SigningException($"What the script signs does not verify with the public key: {reason}");
    }
}
