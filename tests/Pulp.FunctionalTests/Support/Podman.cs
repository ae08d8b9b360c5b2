namespace Pulp.FunctionalTests.Support;

/// <summary>
/// Runs podman as a user would, with a store of its own for each machine it stands for; vfs needs nothing of the kernel.
/// </summary>
internal sealed class Podman(TemporaryFolder folder, string machine)
{
    /// <summary>Pulls an image with the login of the administrator.</summary>
    public Task<ToolResult> PullAsync(PulpProcess pulp, string name) => RunAsync("pull", "--tls-verify=false", "--creds", $"admin:{pulp.Password}", $"{pulp.Url.Authority}/{name}");

    /// <summary>Pulls an image without a login.</summary>
    public Task<ToolResult> PullAnonymouslyAsync(PulpProcess pulp, string name) => RunAsync("pull", "--tls-verify=false", $"{pulp.Url.Authority}/{name}");

    public Task<ToolResult> RunAsync(params string[] arguments) => Tool.RunAsync(
        Prerequisite.Podman,
        ["--storage-driver", "vfs", "--root", folder.Below($"{machine}-root"), "--runroot", folder.Below($"{machine}-run"), "--tmpdir", folder.Below($"{machine}-tmp"), "--events-backend", "none", "--cgroup-manager", "cgroupfs", .. arguments],
        folder.Path);
}
