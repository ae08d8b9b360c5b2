namespace Pulp.FunctionalTests.Support;

/// <summary>
/// A key of GnuPG in the home of a test's folder, where the programs a test runs find it.
/// </summary>
internal sealed class Gpg(TemporaryFolder folder)
{
    /// <summary>Gets the path of the public key with ASCII armor.</summary>
    public string PublicKey => folder.Below("key.asc");

    public string Home => folder.Below(".gnupg");

    /// <summary>Makes a key.</summary>
    /// <returns>Its fingerprint.</returns>
    public async Task<string> CreateKeyAsync(string user = "signer@pulp.example")
    {
        Directory.CreateDirectory(Home, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await RunAsync("--quiet", "--passphrase", "", "--quick-generate-key", user, "ed25519", "sign", "0");
        await RunAsync("--armor", "--yes", "--output", PublicKey, "--export", user);
        var listed = await RunAsync("--with-colons", "--list-keys", user);
        return listed.Output.Split('\n').First(line => line.StartsWith("fpr:", StringComparison.Ordinal)).Split(':')[9];
    }

    /// <summary>Writes a policy by which images are taken that the key signed, and no others.</summary>
    /// <returns>The path.</returns>
    public string WritePolicy()
    {
        var path = folder.Below("policy.json");
        File.WriteAllText(path, $$"""{"default":[{"type":"signedBy","keyType":"GPGKeys","keyPath":"{{PublicKey}}"}]}""");
        return path;
    }

    /// <summary>Writes a keyring that holds the public key.</summary>
    /// <returns>The path.</returns>
    public async Task<string> WriteKeyringAsync()
    {
        await RunAsync("--yes", "--output", folder.Below("keyring.gpg"), "--dearmor", PublicKey);
        return folder.Below("keyring.gpg");
    }

    /// <summary>Writes a script that makes detached signatures with a key.</summary>
    /// <returns>The path.</returns>
    public string WriteDetachedScript(string fingerprint)
    {
        var script = folder.Below("detached.sh");
        File.WriteAllText(script, $$"""
            #!/bin/sh -e
            GNUPGHOME={{Home}} gpg --batch --quiet --armor --local-user {{fingerprint}} --output "$1.asc" --detach-sign "$1"
            echo "{\"file\": \"$1\", \"signature\": \"$1.asc\"}"
            """);
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return script;
    }

    /// <summary>Ends the agent that gpg started.</summary>
    public async Task StopAsync() => await Tool.RunAsync("gpgconf", ["--kill", "gpg-agent"], folder.Path);

    private async Task<ToolResult> RunAsync(params string[] arguments) => (await Tool.RunAsync(Prerequisite.Gpg, ["--batch", "--no-tty", .. arguments], folder.Path)).Succeeded();
}
