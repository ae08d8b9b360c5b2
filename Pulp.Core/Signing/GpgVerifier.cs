using Microsoft.Extensions.Options;
using Pulp.Tasking;

namespace Pulp.Signing;

/// <summary>
/// Verifies signatures with the program gpgv of GnuPG, against a keyring that holds one key.
/// </summary>
internal sealed class GpgVerifier(IOptions<PulpOptions> options, TimeProvider time) : ISignatureVerifier
{
    private const string Program = "gpgv";

    public async Task<string?> VerifyAsync(OpenPgpKey key, string signature, string? file, CancellationToken cancellationToken = default)
    {
        var id = Guid.NewGuid();
        var folder = WorkingDirectories.Create(options.Value.WorkingFolder, id);
        using var limit = new CancellationTokenSource(options.Value.SigningTimeLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var keyring = Path.Join(folder, "key.gpg");
            await File.WriteAllBytesAsync(keyring, key.Packets, cancellationToken).ConfigureAwait(false);
            var run = await ProgramRun.RunAsync(
                Program, ["--status-fd", "1", "--keyring", keyring, signature, .. file is null ? Array.Empty<string>() : [file]], folder,
                [new("GNUPGHOME", folder), new("LC_ALL", "C")], either.Token).ConfigureAwait(false);
            return run.ExitCode == 0 && IsGood(run.Output, key) ? null : ReasonOf(run);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new SigningException($"'{Program}' did not end within {options.Value.SigningTimeLimit.TotalSeconds} seconds.");
        }
        finally
        {
            WorkingDirectories.Remove(options.Value.WorkingFolder, id);
        }
    }

    // GOODSIG says that neither the signature nor its key has expired or was revoked: others have VALIDSIG too. That names the key that signed, and at its end the primary key
    // that this one belongs to.
    private static bool IsGood(string output, OpenPgpKey key)
    {
        var isGood = false;
        foreach (var words in output.Split('\n').Select(line => line.Trim().Split(' ')))
        {
            switch (words)
            {
                case ["[GNUPG:]", "NEWSIG", ..]:
                    isGood = false;
                    break;
                case ["[GNUPG:]", "GOODSIG", ..]:
                    isGood = true;
                    break;
                case ["[GNUPG:]", "VALIDSIG", .., var primary] when isGood && primary.Equals(key.Fingerprint, StringComparison.OrdinalIgnoreCase):
                    return true;
            }
        }

        return false;
    }

    // Of these the program says that they are good, and only among others that the key is not.
    private static string ReasonOf(ProgramRun run) =>
        run.Output.Contains("EXPKEYSIG", StringComparison.Ordinal) ? "Its key has expired."
        : run.Output.Contains("REVKEYSIG", StringComparison.Ordinal) ? "Its key was revoked."
        : run.Error.Length > 0 ? run.Error.ReplaceLineEndings(" ")
        : "It is not by this key.";
}
