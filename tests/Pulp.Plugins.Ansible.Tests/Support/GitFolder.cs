using System.Diagnostics;

namespace Pulp.Plugins.Ansible.Tests.Support;

/// <summary>A git repository in a folder, to be committed to by a test.</summary>
internal sealed class GitFolder
{
    public GitFolder(string path)
    {
        Path = Directory.CreateDirectory(path).FullName;
        Run("init", "--quiet", "--initial-branch=main");
    }

    public string Path { get; }

    public string Head => Run("rev-parse", "HEAD");

    public GitFolder Write(string path, string text)
    {
        var file = System.IO.Path.Combine(Path, path);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        return this;
    }

    /// <summary>Commits what is in the folder, and gives the commit a tag.</summary>
    public GitFolder Commit(string tag)
    {
        Run("add", "--all");
        Run("-c", "user.name=A", "-c", "user.email=a@example.com", "commit", "--quiet", "--allow-empty", "--message", tag);
        Run("tag", tag);
        return this;
    }

    private string Run(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("git", arguments) { WorkingDirectory = Path, UseShellExecute = false, RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero);
        return output.Trim();
    }
}
