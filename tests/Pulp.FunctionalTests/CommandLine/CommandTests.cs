using System.Globalization;
using System.Text.Json;
using Pulp.FunctionalTests.Support;
using static Pulp.FunctionalTests.Stories;

namespace Pulp.FunctionalTests.CommandLine;

[TestFixture]
[Category("RealClients")]
public sealed class CommandTests
{
    private TemporaryFolder folder = null!;

    [SetUp]
    public void MakeFolder() => folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => folder.Dispose();

    [Test]
    public async Task Mirror_makes_everything_syncs_and_says_how_to_use_it()
    {
        var mirrored = (await RunAsync("mirror", "python", Upstream.Url, "--include", "apple", "--name", "fruit", "--policy", "on_demand")).Succeeded();

        Assert.That(mirrored.Output, Does.Contain("Associating Content: 2").And.Contain("added 2").And.Contain("pip install --index-url http://127.0.0.1:8080/pypi/fruit/simple/ apple"));
        Assert.That((await RunAsync("repository", "list")).Succeeded().Output, Does.Contain("fruit"));
        Assert.That((await RunAsync("task", "list")).Succeeded().Output, Does.Contain("completed"));
    }

    [Test]
    public async Task Mirror_again_changes_nothing_and_rollback_goes_back()
    {
        (await RunAsync("mirror", "python", Upstream.Url, "--include", "apple==1.0", "--name", "fruit")).Succeeded();
        Assert.That((await RunAsync("mirror", "python", Upstream.Url, "--include", "apple==1.0", "--name", "fruit")).Succeeded().Output, Does.Contain("no new version"));
        (await RunAsync("mirror", "python", Upstream.Url, "--include", "apple", "--name", "fruit")).Succeeded();

        Assert.That((await RunAsync("repository", "diff", "fruit", "1", "2")).Succeeded().Output, Does.Contain("+ python.python apple-2.0-py3-none-any.whl").And.Not.Contain("apple-1.0"));
        Assert.That((await RunAsync("repository", "rollback", "fruit", "1")).Succeeded().Output, Does.Contain("is at version 3"));
        Assert.That((await RunAsync("repository", "diff", "fruit", "1", "3")).Succeeded().Output.Trim(), Is.Empty);
        Assert.That((await RunAsync("repository", "show", "fruit")).Succeeded().Output, Does.Contain("3"));
        Assert.That((await RunAsync("verify-store")).Succeeded().Output, Does.Contain("Nothing is wrong."));
    }

    [Test]
    public async Task The_room_that_repositories_take_is_shown_with_what_they_share_counted_once()
    {
        (await RunAsync("mirror", "python", Upstream.Url, "--include", "apple", "--name", "stored", "--policy", "immediate")).Succeeded();
        (await RunAsync("mirror", "python", Upstream.Url, "--include", "apple", "--name", "again", "--policy", "immediate")).Succeeded();
        var kept = Directory.EnumerateFiles(folder.Below("data", "storage", "artifact"), "*", SearchOption.AllDirectories).Sum(path => new FileInfo(path).Length);

        using var sizes = JsonDocument.Parse((await RunAsync("repository", "size", "--json")).Succeeded().Output);
        var table = (await RunAsync("repository", "size", "stored", "again")).Succeeded().Output;

        var figures = sizes.RootElement.GetProperty("repositories").EnumerateArray().Append(sizes.RootElement.GetProperty("total")).ToList();
        Assert.That(figures, Has.Count.EqualTo(3));
        Assert.That(figures.Select(figure => figure.GetProperty("all_versions_bytes").GetInt64()), Has.All.EqualTo(kept));
        Assert.That(table, Does.Contain("stored").And.Contain("again").And.Contain("total").And.Contain(kept.ToString("N0", CultureInfo.InvariantCulture)));
        var unknown = await RunAsync("repository", "size", "stored", "other");
        Assert.That((unknown.ExitCode, unknown.Error), Is.EqualTo((2, $"There is no repository 'other'; 'repository list' shows them.{Environment.NewLine}")));
    }

    [Test]
    public async Task A_damaged_file_is_found()
    {
        (await RunAsync("mirror", "python", Upstream.Url, "--include", "apple", "--policy", "immediate")).Succeeded();
        var file = Directory.EnumerateFiles(folder.Below("data", "storage"), "*", SearchOption.AllDirectories).First(path => new FileInfo(path).Length > 300);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await File.AppendAllTextAsync(file, "x");

        var verified = await RunAsync("verify-store");

        Assert.That(verified.ExitCode, Is.EqualTo(1), verified.ToString());
        Assert.That(verified.Output, Does.Contain("DamagedFile"));
    }

    [Test]
    public async Task Stored_artifacts_get_the_digests_that_are_asked_for_later()
    {
        (await RunAsync("mirror", "python", Upstream.Url, "--include", "apple", "--policy", "immediate")).Succeeded();
        string[] wanted = ["--setting", "ContentChecksums=sha256,sha512"];
        var before = (await RunAsync(["artifact", "digests", .. wanted])).Succeeded().Output;
        var applied = (await RunAsync(["artifact", "digests", "--apply", .. wanted])).Succeeded().Output;
        using var after = JsonDocument.Parse((await RunAsync(["artifact", "digests", "--json", .. wanted])).Succeeded().Output);

        Assert.That(before, Does.Contain("artifacts differ").And.Contain("artifact digests --apply"));
        Assert.That(applied, Does.Contain("artifacts brought up to date, 0 left as they were."));
        Assert.That(after.RootElement.EnumerateArray().Select(row => row.GetProperty("lacking").GetInt64()), Has.All.Zero);
        Assert.That(after.RootElement.EnumerateArray().Single(row => row.GetProperty("digest").GetString() == "sha512").GetProperty("artifacts").GetInt64(), Is.Positive);

        var file = Directory.EnumerateFiles(folder.Below("data", "storage"), "*", SearchOption.AllDirectories).First(path => new FileInfo(path).Length > 300);
        File.Delete(file);
        var failed = await RunAsync("artifact", "digests", "--apply", "--setting", "ContentChecksums=sha256,sha384");
        Assert.That(failed.ExitCode, Is.EqualTo(1), failed.ToString());
        Assert.That(failed.Output, Does.Contain("MissingFile: sha256:").And.Contain(", 1 left as they were."));
    }

    [Test]
    public async Task The_plugins_beside_the_program_are_listed() =>
        Assert.That((await RunAsync("plugin", "list")).Succeeded().Output, Does.Contain("python").And.Contain("loaded"));

    [TestCase("--setting", "RedingNeedsLogin=true", "Did you mean 'ReadingNeedsLogin'?")]
    [TestCase("--setting", "CacheSize=much", "'much' is no value for 'CacheSize'")]
    [TestCase("--urls", "nowhere", "'nowhere' is no address")]
    [TestCase("--plugins", "/no/such/folder", "/no/such/folder")]
    public async Task A_wrong_setting_is_named_and_refused(string option, string value, string expected)
    {
        var refused = await RunAsync(option, value);

        Assert.That(refused.ExitCode, Is.EqualTo(2), refused.ToString());
        Assert.That(refused.Error, Does.Contain(expected));
    }

    [TestCase("repository", "list")]
    [TestCase("verify-store")]
    [TestCase("admin", "reset-password")]
    [TestCase("repository", "rollback", "fruit", "1")]
    [TestCase("artifact", "digests", "--apply")]
    public async Task A_command_that_looks_at_nothing_says_so_and_makes_no_folder(params string[] command)
    {
        var refused = await RunAsync(command);

        Assert.That(refused.ExitCode, Is.EqualTo(2), refused.ToString());
        Assert.That(refused.Error, Does.Contain("There is no Pulp data in").And.Contain("--data"));
        Assert.That(Directory.Exists(folder.Below("data")), Is.False);
    }

    [Test]
    public async Task What_another_program_reads_is_plain_and_lines_are_whole()
    {
        var name = new string('f', 100);
        var mirrored = (await RunAsync("mirror", "python", Upstream.Url, "--name", name, "--include", "apple", "nosuchproject")).Succeeded();

        Assert.That(mirrored.Output, Does.Not.Contain("\u001b"));
        Assert.That(mirrored.Output, Does.Contain("skipped 1: project is not upstream (such as nosuchproject)"));
        Assert.That(mirrored.Output, Does.Contain($"pip install --index-url http://127.0.0.1:8080/pypi/{name}/simple/ apple\n"), "what is not upstream cannot be installed");
    }

    [TestCase("--policy", "lazily", "write one of immediate, on_demand, streamed")]
    [TestCase("--field", "keep_latest_packages=many", "'keep_latest_packages'")]
    [TestCase("--field", "no_such_field=1", "no_such_field")]
    public async Task A_wrong_field_of_the_remote_is_named(string option, string value, string expected)
    {
        var refused = await RunAsync("mirror", "python", Upstream.Url, option, value);

        Assert.That(refused.ExitCode, Is.EqualTo(2), refused.ToString());
        Assert.That(refused.Error, Does.Contain(expected).And.Not.Contain("LineNumber"));
    }

    [Test]
    public async Task A_name_that_another_plugin_has_taken_is_refused_with_who_has_it_and_leaves_nothing_half_done()
    {
        (await RunAsync("mirror", "python", Upstream.Url, "--include", "apple", "--name", "fruit")).Succeeded();

        var refused = await RunAsync("mirror", "file", "http://127.0.0.1:1/PULP_MANIFEST", "--name", "fruit");

        Assert.That(refused.ExitCode, Is.EqualTo(2), refused.ToString());
        Assert.That(refused.Error, Does.Contain("--name: 'fruit' is the name of a").And.Contain("'python.python'"));
        Assert.That((await RunAsync("repository", "list", "--json")).Succeeded().Output, Does.Not.Contain("file.file"));
    }

    [TestCase("a b")]
    [TestCase("a/../b")]
    public async Task A_name_that_cannot_be_a_base_path_leaves_nothing_half_done(string name)
    {
        var refused = await RunAsync("mirror", "python", Upstream.Url, "--include", "apple", "--name", name);

        Assert.That(refused.ExitCode, Is.EqualTo(2), refused.ToString());
        Assert.That(refused.Error, Does.Contain($"--name: '{name}'"));
        Assert.That((await RunAsync("repository", "list", "--json")).Succeeded().Output.Trim(), Is.EqualTo("[]"));
    }

    [Test]
    public async Task Ctrl_C_in_a_mirror_leaves_no_version_and_a_canceled_task()
    {
        await using var slow = new SlowUpstream();

        var stopped = await Tool.InterruptAsync("dotnet", [PulpProcess.Program, "mirror", "python", slow.Url, "--include", "apple", "--name", "fruit", "--policy", "immediate", "--data", folder.Below("data")], folder.Path, slow.FileAsked);

        Assert.That(stopped.ExitCode, Is.EqualTo(130), stopped.ToString());
        Assert.That(stopped.Error, Does.Contain("Canceled.").And.Not.Contain("   at "));
        Assert.That((await RunAsync("task", "list", "--json")).Succeeded().Output, Does.Contain("\"canceled\""));
        Assert.That((await RunAsync("repository", "list", "--json")).Succeeded().Output, Does.Contain("\"latest_version\": 0"));
        Assert.That((await RunAsync("verify-store")).Succeeded().Output, Does.Contain("Nothing is wrong."));
    }

    [Test]
    public async Task An_upstream_without_an_index_is_reported_in_one_line()
    {
        var failed = await RunAsync("mirror", "python", $"{Upstream.Url}nothing/", "--include", "apple");

        Assert.That(failed.ExitCode, Is.EqualTo(1), failed.ToString());
        Assert.That(failed.Error.Trim().Split('\n'), Has.Length.EqualTo(1), failed.Error);
        Assert.That(failed.Error, Does.Contain("There is no simple index at"));
    }

    [Test]
    public async Task A_folder_with_other_data_is_refused()
    {
        Directory.CreateDirectory(folder.Below("data"));
        await File.WriteAllTextAsync(folder.Below("data", "letter.txt"), "Dear reader");

        var refused = await RunAsync();

        Assert.That(refused.ExitCode, Is.EqualTo(2), refused.ToString());
        Assert.That(refused.Error, Does.Contain("letter.txt"));
    }

    [Test]
    public async Task A_plugin_nobody_has_is_refused_with_those_that_are_there()
    {
        var refused = await RunAsync("mirror", "pythn", Upstream.Url);

        Assert.That(refused.ExitCode, Is.EqualTo(2), refused.ToString());
        Assert.That(refused.Error, Does.Contain("'pythn'").And.Contain("python"));
    }

    private Task<ToolResult> RunAsync(params string[] arguments) =>
        Tool.RunAsync("dotnet", [PulpProcess.Program, .. arguments, "--data", folder.Below("data")], folder.Path);
}
