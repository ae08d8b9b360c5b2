using System.Diagnostics;

namespace Pulp.Core.Tests.Storage;

/// <summary>Lets real system calls of a real process fail, by strace.</summary>
[Category("Faults")]
[Platform("Linux")]
internal sealed class SystemCallFaultTests
{
    private TemporaryFolder folder = null!;

    [OneTimeSetUp]
    public void RequireStrace()
    {
        if (Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(directory => File.Exists(Path.Join(directory, "strace"))))
            return;
        if (Environment.GetEnvironmentVariable("CI") is not null)
            Assert.Fail("strace is not installed.");
        TestContext.Error.WriteLine("Not installed: strace. The tests of faults need the packages that .ci/run lists.");
        Assert.Ignore("strace is not installed.");
    }

    [SetUp]
    public void MakeFolder() => folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => folder.Dispose();

    [TestCase("fsync", "EIO", 1, "IoError", Description = "bytes of one artifact")]
    [TestCase("fsync", "ENOSPC", 1, "NoSpace", Description = "bytes of one artifact")]
    [TestCase("syncfs", "EIO", 20, "IoError", Description = "bytes of a batch")]
    [TestCase("syncfs", "EDQUOT", 20, "NoSpace", Description = "bytes of a batch")]
    [TestCase("pwrite64", "ENOSPC", 1, "NoSpace")]
    [TestCase("rename", "EROFS", 1, "ReadOnly")]
    public async Task A_failed_system_call_fails_the_commit_and_leaves_nothing(string call, string error, int count, string outcome)
    {
        var root = folder.File("root");
        Assert.That(await RunAsync("dotnet", Host("commit", root, "0")), Is.EqualTo("Committed"));

        Assert.That(await RunWithFaultAsync(call, error, Host("commit", root, $"{count}")), Is.EqualTo(outcome));

        Assert.That(Directory.GetFiles(Path.Join(root, "artifact"), "*", SearchOption.AllDirectories), Is.Empty);
        Assert.That(Directory.GetFiles(Path.Join(root, "tmp")), Is.Empty);
        Assert.That(await RunAsync("dotnet", Host("commit", root, $"{count}")), Is.EqualTo("Committed"));
    }

    [Test]
    public async Task A_name_that_cannot_be_forced_fails_the_commit()
    {
        var root = folder.File("root");
        await RunAsync("dotnet", Host("commit", root, "0"));

        Assert.That(await RunWithFaultAsync("fsync", "EIO:when=2", Host("commit", root, "1")), Is.EqualTo("IoError"));
    }

    [Test]
    public async Task The_flush_of_the_runtime_swallows_the_error_which_is_why_it_is_not_used()
    {
        var outcome = await RunWithFaultAsync("fsync", "EIO", Host("flush", folder.File("file")));

        Warn.If(outcome, Is.EqualTo("Reported"), $"Runtime {Environment.Version} reports failed flushes: PosixFile could use it for files.");
        Assert.That(outcome, Is.EqualTo("Swallowed").Or.EqualTo("Reported"));
    }

    private static string[] Host(params string[] arguments) =>
        ["exec", Path.Join(AppContext.BaseDirectory, "Pulp.Core.FaultHost.dll"), .. arguments];

    private async Task<string> RunWithFaultAsync(string call, string error, string[] host)
    {
        var trace = folder.File("trace");
        var outcome = await RunAsync("strace", ["-f", "-qq", "-o", trace, "-e", $"trace={call}", "-e", $"inject={call}:error={error}", "dotnet", .. host]);
        Assert.That(await File.ReadAllTextAsync(trace), Does.Contain("(INJECTED)"), "the fault fired");
        return outcome;
    }

    private static async Task<string> RunAsync(string program, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.That(process.ExitCode, Is.Zero, await error);
        return output.Trim();
    }
}
