using Microsoft.Extensions.Options;
using Pulp.Tasking;

namespace Pulp.Signing;

/// <summary>
/// Verifies signatures with the program gpgv of GnuPG, against a keyring that holds one key.
/// </summary>
internal sealed class GpgVerifier(IOptions<PulpOptions> options) : ISignatureVerifier
{
    private const string Program = "gpgv";

    public async Task<string?> VerifyAsync(OpenPgpKey key, string signature, string? file, CancellationToken cancellationToken = default)
    {
        var id = Guid.NewGuid();
        var folder = WorkingDirectories.Create(options.Value.WorkingFolder, id);
        try
        {
            var keyring = Path.Join(folder, "key.gpg");
            await File.WriteAllBytesAsync(keyring, key.Packets, cancellationToken).ConfigureAwait(false);
            var run = await ProgramRun.RunAsync(
                Program, ["--status-fd", "1", "--keyring", keyring, signature, .. file is null ? Array.Empty<string>() : [file]], folder,
                [new("GNUPGHOME", folder), new("LC_ALL", "C")], cancellationToken).ConfigureAwait(false);
            // VALIDSIG names the key that signed, and at its end the primary key that this one belongs to.
            var isGood = run.ExitCode == 0 && run.Output.Split('\n').Select(line => line.Trim().Split(' '))
                .Any(words => words is ["[GNUPG:]", "VALIDSIG", .., var primary] && primary.Equals(key.Fingerprint, StringComparison.OrdinalIgnoreCase));
            return isGood ? null : run.Error is { Length: > 0 } reason ? reason.ReplaceLineEndings(" ") : "It is not by this key.";
        }
        finally
        {
            WorkingDirectories.Remove(options.Value.WorkingFolder, id);
        }
    }
}
