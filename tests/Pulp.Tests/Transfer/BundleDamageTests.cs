using System.Formats.Tar;
using System.Text;
using Pulp.Tasking;
using Pulp.Tests.Support;
using Pulp.Transfer;
using static Pulp.Tests.Transfer.Bundles;

namespace Pulp.Tests.Transfer;

/// <summary>A bundle that is not what was exported changes nothing, and says what is wrong.</summary>
[TestFixture]
internal sealed class BundleDamageTests
{
    private TestPulp here = null!;
    private TestPulp there = null!;
    private string archive = "";
    private string table = "";

    [SetUp]
    public async Task ExportOneAsync()
    {
        (here, there) = (await TestPulp.StartAsync(), await TestPulp.StartAsync());
        var repository = await here.RepositoryAsync();
        await UploadAsync(here, repository, "a", "apple");
        var exported = await ExportAsync(here, await UploadAsync(here, repository, "b", "banana"));
        (archive, table) = (exported.Files[0].Path, exported.TableOfContents.Path);
        await there.RepositoryAsync();
    }

    [TearDown]
    public async Task StopAsync()
    {
        await here.DisposeAsync();
        await there.DisposeAsync();
    }

    [Test]
    public async Task The_archive_alone_can_be_imported()
    {
        await there.Pulp.ImportAsync(await RewriteAsync(archive, members => members));
        Assert.That(await there.NamesAsync((await there.Pulp.FindAsync<DemoRepository>("repository"))!), Is.EqualTo("a=apple b=banana"));
    }

    [Test]
    public async Task A_byte_that_flipped_is_found_wherever_it_is([Values] bool byTable)
    {
        var good = await File.ReadAllBytesAsync(archive);
        var isImported = false;
        for (var position = 0; position < good.Length; position += 397)
        {
            var bad = good.ToArray();
            bad[position] ^= 0x10;
            await File.WriteAllBytesAsync(archive, bad);
            var isRefused = await TryAsync(byTable ? table : archive) is not null;
            isImported |= !isRefused;

            // The padding of a member says nothing: without the table nobody knows what it was.
            Assert.That(isRefused || !byTable, Is.True, $"{position}");
            if (!isImported)
                await AssertUnchangedAsync();
            else
                Assert.That(await there.NamesAsync((await there.Pulp.FindAsync<DemoRepository>("repository"))!), Is.EqualTo("a=apple b=banana"), $"{position}");
        }
    }

    [Test]
    public async Task An_archive_that_is_cut_off_is_refused([Values(0, 1, 512, 1500, 4000, -1024, -512, -1)] int length)
    {
        var good = await File.ReadAllBytesAsync(archive);
        await File.WriteAllBytesAsync(archive, good[..(length < 0 ? good.Length + length : length)]);

        await AssertRefusedAsync(archive, "no whole tar archive");
        await AssertRefusedAsync(table);
    }

    [TestCase("manifest.json", "begin with a manifest")]
    [TestCase("end.json", "end is missing")]
    [TestCase("artifacts/", "is not in it")]
    [TestCase("repositories/", "missing")]
    public async Task A_member_that_is_missing_is_missed(string prefix, string message) =>
        await AssertRefusedAsync(await RewriteAsync(archive, members => members.Where((member, i) => !member.Name.StartsWith(prefix, StringComparison.Ordinal))), message);

    [Test]
    public async Task A_bundle_that_fails_late_leaves_neither_a_version_nor_a_repository()
    {
        var large = await here.RepositoryAsync("large");
        var exported = await ExportAsync(here, await here.Pulp.AddAsync(large, await here.FilesAsync([.. Enumerable.Range(0, 1200).Select(number => $"file {number}")])));
        var cut = await RewriteAsync(exported.Files[0].Path, members => members.Where(member => !member.Name.Contains("/00000005-", StringComparison.Ordinal)));

        Assert.That(() => there.Pulp.ImportAsync(cut, new ImportOptions { CreateRepositories = true }), Throws.InstanceOf<TaskFailedException>().With.Message.Contain("units of 'large' are missing"));

        Assert.That(await there.Pulp.FindAsync<DemoRepository>("large"), Is.Null);
        await there.AssertNothingLeftAsync();
    }

    [TestCase("../../outside")]
    [TestCase("/etc/outside")]
    [TestCase("artifacts/ab/../../../outside")]
    [TestCase("artifacts/AB/0000000000000000000000000000000000000000000000000000000000000000")]
    [TestCase("repositories/7/00000001-0000000000000000000000000000000000000000000000000000000000000000.jsonl")]
    [TestCase("repositories/-1/00000001-0000000000000000000000000000000000000000000000000000000000000000.jsonl")]
    public async Task A_member_that_is_not_known_is_refused_and_written_nowhere(string name) =>
        await AssertRefusedAsync(await RewriteAsync(archive, members => members.Take(1).Append((name, [1, 2, 3])).Concat(members.Skip(1))), "not known");

    [Test]
    public async Task A_link_is_refused([Values(TarEntryType.SymbolicLink, TarEntryType.HardLink, TarEntryType.Directory, TarEntryType.Fifo)] TarEntryType type) =>
        await AssertRefusedAsync(await RewriteAsync(archive, members => members.Take(1).Append(("link", [])).Concat(members.Skip(1)), type), "no file");

    [Test]
    public async Task A_file_under_the_digest_of_another_is_refused() => await AssertRefusedAsync(
        await RewriteAsync(archive, members => members.Select(member => member.Name.StartsWith("artifacts/", StringComparison.Ordinal) ? (member.Name, [.. member.Bytes.Reverse()]) : member)),
        "not those that were exported");

    [TestCase("\"format_version\":1", "\"format_version\":2", "version 2 of the format")]
    [TestCase("\"format_version\":1", "\"format_version\":\"x\"", "manifest cannot be read")]
    [TestCase("pulp-bundle", "other", "no bundle of Pulp")]
    [TestCase("\"demo.file\":1", "\"demo.file\":9", "Update the plugin 'demo'")]
    [TestCase("\"demo.file\":1", "\"absent.file\":1", "Add the plugin 'absent'")]
    [TestCase("\"type\":\"demo.demo\"", "\"type\":\"absent.demo\"", "is of type 'absent.demo'")]
    [TestCase("\"version\":2", "\"version\":3", "manifest is not the one")]
    [TestCase("{", "[", "manifest cannot be read")]
    public async Task A_manifest_that_cannot_be_met_is_refused(string text, string by, string message) => await AssertRefusedAsync(
        await RewriteAsync(archive, members => members.Select(member => member.Name == "manifest.json" ? member.Replace(text, by) : member)), message);

    [TestCase("missing")]
    [TestCase("../export.tar")]
    [TestCase("/etc/passwd")]
    [TestCase("")]
    public async Task A_table_of_contents_names_files_beside_it_only(string name)
    {
        await File.WriteAllTextAsync(table, """{"meta":{"file":"x","chunk_size":null,"checksum_type":"sha256","global_hash":"x"},"files":{"NAME":"00"}}""".Replace("NAME", name, StringComparison.Ordinal).Replace("00", new string('0', 64), StringComparison.Ordinal));
        await AssertRefusedAsync(table, name == "missing" ? "'missing' is missing" : "does not lie beside it");
    }

    [TestCase("")]
    [TestCase("[]")]
    [TestCase("{\"meta\":{}}")]
    [TestCase("{\"meta\":{\"file\":\"x\",\"chunk_size\":null,\"checksum_type\":\"md5\",\"global_hash\":\"x\"},\"files\":{\"x\":\"y\"}}")]
    public async Task A_table_of_contents_that_is_none_is_refused(string text)
    {
        await File.WriteAllTextAsync(table, text);
        await AssertRefusedAsync(table, "table of contents");
    }

    [Test]
    public async Task A_link_beside_the_table_is_not_followed()
    {
        File.Move(archive, archive + ".away");
        File.CreateSymbolicLink(archive, archive + ".away");
        await AssertRefusedAsync(table, "is a link");
    }

    [Test]
    public async Task What_is_not_there_is_said_to_be_not_there() => await AssertRefusedAsync(archive + ".absent", "it is not there");

    private async Task AssertRefusedAsync(string path, string? message = null)
    {
        Assert.That(await TryAsync(path), Is.Not.Null.And.Contains(message ?? ""));
        await AssertUnchangedAsync();
    }

    private async Task AssertUnchangedAsync()
    {
        Assert.That(await there.NumbersAsync((await there.Pulp.FindAsync<DemoRepository>("repository"))!), Is.EqualTo("0"));
        await there.AssertNothingLeftAsync();
    }

    private async Task<string?> TryAsync(string path)
    {
        try
        {
            await there.Pulp.ImportAsync(path);
            return null;
        }
        catch (Exception exception) when (exception is TransferException or TaskFailedException { Task.Error.Code: not null })
        {
            return exception.Message;
        }
    }
}
