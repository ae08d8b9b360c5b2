namespace Pulp.FunctionalTests.Support;

/// <summary>
/// Runs podman as a user would, with a store of its own for each machine it stands for; vfs needs nothing of the kernel.
/// </summary>
internal sealed class Podman
{
    private readonly TemporaryFolder folder;
    private readonly string machine;

    public Podman(TemporaryFolder folder, string machine)
    {
        this.folder = folder;
        this.machine = machine;
        File.WriteAllText(Policy, """{"default":[{"type":"insecureAcceptAnything"}]}""");
    }

    private string Policy => folder.Below("policy.json");

    /// <summary>Pulls an image with the login of the administrator.</summary>
    public Task<ToolResult> PullAsync(PulpProcess pulp, string name, params string[] options) => PullAnonymouslyAsync(pulp, name, ["--creds", $"admin:{pulp.Password}", .. options]);

    /// <summary>Pulls an image without a login.</summary>
    public Task<ToolResult> PullAnonymouslyAsync(PulpProcess pulp, string name, params string[] options) =>
        RunAsync(["pull", "--signature-policy", Policy, "--tls-verify=false", .. options, $"{pulp.Url.Authority}/{name}"]);

    public Task<ToolResult> RunAsync(params string[] arguments) => Tool.RunAsync(
        Prerequisite.Podman,
        ["--storage-driver", "vfs", "--root", folder.Below($"{machine}-root"), "--runroot", folder.Below($"{machine}-run"), "--tmpdir", folder.Below($"{machine}-tmp"), "--events-backend", "none", .. arguments],
        folder.Path);
}
