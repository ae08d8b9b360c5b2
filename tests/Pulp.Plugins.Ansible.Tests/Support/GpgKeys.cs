using System.Diagnostics;

namespace Pulp.Plugins.Ansible.Tests.Support;

/// <summary>Makes keys and signatures with GnuPG in a home of its own.</summary>
internal sealed class GpgKeys : IDisposable
{
    public const string First = "first@example.com";
    public const string Second = "second@example.com";
    public const string Foreign = "foreign@example.com";

    // Short: the agent's socket lies in it.
    private readonly string home = Directory.CreateTempSubdirectory("pg-").FullName;

    public string Home => home;

    public static async Task<GpgKeys> CreateAsync()
    {
        var keys = new GpgKeys();
        foreach (var owner in (string[])[First, Second, Foreign])
            await keys.RunAsync(null, "--passphrase", "", "--quick-generate-key", owner, "ed25519", "sign", "never");
        return keys;
    }

    public Task<string> SignAsync(string owner, string text) => RunAsync(text, "--armor", "--local-user", owner, "--detach-sign", "--output", "-");

    public Task<string> ExportAsync(params string[] owners) => RunAsync(null, ["--armor", "--export", .. owners]);

    public async Task<string> FingerprintAsync(string owner) =>
        (await RunAsync(null, "--with-colons", "--list-keys", owner)).Split('\n').First(line => line.StartsWith("fpr:", StringComparison.Ordinal)).Split(':')[9];

    public void Dispose()
    {
        using var ending = Process.Start(new ProcessStartInfo("gpgconf", ["--homedir", home, "--kill", "all"]) { RedirectStandardError = true, UseShellExecute = false });
        ending?.WaitForExit(10_000);
        Directory.Delete(home, recursive: true);
    }

    public async Task<string> RunAsync(string? input, params string[] arguments)
    {
        var start = new ProcessStartInfo("gpg", ["--homedir", home, "--batch", "--no-tty", "--quiet", "--pinentry-mode", "loopback", "--passphrase", "", .. arguments])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.StandardInput.WriteAsync(input ?? "");
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? await output : throw new InvalidOperationException(await errors);
    }
}
