namespace Pulp.FunctionalTests.Support;

/// <summary>
/// Runs pip and twine as a user would, against the given index alone.
/// </summary>
internal static class Pip
{
    private static readonly string[] Alone = ["--isolated", "--disable-pip-version-check", "--no-input", "--no-cache-dir"];

    public static Task<ToolResult> RunAsync(TemporaryFolder folder, params string[] arguments) =>
        Tool.RunAsync(Prerequisite.Python, ["-m", "pip", .. Alone, .. arguments], folder.Path);

    /// <summary>Installs below <c>site</c> in the folder.</summary>
    public static Task<ToolResult> InstallAsync(TemporaryFolder folder, string index, params string[] requirements) =>
        RunAsync(folder, ["install", "--index-url", index, "--target", folder.Below("site"), "--upgrade", .. requirements]);

    public static Task<ToolResult> DownloadAsync(TemporaryFolder folder, string index, params string[] requirements) =>
        RunAsync(folder, ["download", "--index-url", index, "--no-deps", "--dest", folder.Below("downloads"), .. requirements]);

    /// <summary>Installs and gives back the version that Python then finds.</summary>
    public static async Task<string> InstalledVersionAsync(string index, string project, params string[] options)
    {
        using var folder = new TemporaryFolder();
        (await InstallAsync(folder, index, [project, .. options])).Succeeded();
        var found = await Tool.RunAsync(
            Prerequisite.Python, ["-c", $"import sys; sys.path.insert(0, sys.argv[1]); import importlib.metadata as m; print(m.version('{project}'))", folder.Below("site")], folder.Path);
        return found.Succeeded().Output.Trim();
    }

    /// <summary>Uploads files to a distribution with twine.</summary>
    public static async Task<ToolResult> UploadAsync(PulpProcess pulp, string basePath, IEnumerable<string> files, params string[] options)
    {
        using var folder = new TemporaryFolder();
        return await Tool.RunAsync(
            Prerequisite.Twine,
            ["upload", "--non-interactive", "--disable-progress-bar", "--repository-url", new Uri(pulp.Url, $"pypi/{basePath}/legacy/").ToString(), "-u", "admin", "-p", pulp.Password, .. options, .. files],
            folder.Path);
    }
}
