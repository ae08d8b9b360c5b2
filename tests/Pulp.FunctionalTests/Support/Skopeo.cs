namespace Pulp.FunctionalTests.Support;

/// <summary>
/// Runs skopeo as a user would, against a registry on the loopback interface and with a login file of its own.
/// </summary>
internal static class Skopeo
{
    public static string At(PulpProcess pulp, string name) => $"docker://{pulp.Url.Authority}/{name}";

    public static Task<ToolResult> CopyInAsync(PulpProcess pulp, TemporaryFolder folder, string source, string name, params string[] options) => Tool.RunAsync(
        Prerequisite.Skopeo, ["--insecure-policy", "copy", .. options, "--preserve-digests", "--dest-tls-verify=false", "--dest-creds", $"admin:{pulp.Password}", source, At(pulp, name)], folder.Path);

    /// <summary>Copies from the registry without a login.</summary>
    public static Task<ToolResult> CopyOutAsync(PulpProcess pulp, TemporaryFolder folder, string name, string target, params string[] options) => Tool.RunAsync(
        Prerequisite.Skopeo, ["--insecure-policy", "copy", .. options, "--preserve-digests", "--src-tls-verify=false", "--src-no-creds", At(pulp, name), target], folder.Path);

    public static Task<ToolResult> RunAsync(TemporaryFolder folder, params string[] arguments) => Tool.RunAsync(Prerequisite.Skopeo, arguments, folder.Path);
}
