using System.Text;
using Pulp.Data.Sql;
using Pulp.Data.Sqlite;
using Pulp.Data.Tests.Support;
using Pulp.Plugins;
using Pulp.Stores;
using Pulp.Testing.Samples;

namespace Pulp.Data.Tests.Sqlite;

public sealed class SqliteResourceTests
{
    private readonly SqliteTestFolder folder = new();
    private SqliteDatabase database = null!;

    [SetUp]
    public async Task SetUp() => database = await SqliteTestDatabase.OpenAsync(folder.DatabasePath, PulpCatalog.Create(new SamplePlugin()));

    [TearDown]
    public async Task TearDown()
    {
        await database.DisposeAsync();
        await folder.DeleteAsync();
    }

    [Test]
    public async Task No_secret_can_be_read_in_the_files()
    {
        await InsertAsync(new SampleRemote { Name = "visible-canary", Url = "https://example.org", Password = "hidden-canary", Token = "hidden-canary" });
        foreach (var suffix in new[] { "", "-wal" })
        {
            await using var file = new FileStream(folder.DatabasePath + suffix, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            var bytes = new byte[file.Length];
            await file.ReadExactlyAsync(bytes);
            Assert.That(bytes.AsSpan().IndexOf("hidden-canary"u8), Is.Negative);
            if (suffix != "")
                Assert.That(bytes.AsSpan().IndexOf("visible-canary"u8), Is.Positive);
        }
    }

    [Test]
    public async Task A_document_that_does_not_fit_its_type_is_named()
    {
        var id = await InsertAsync(new SampleRemote { Name = "remote", Url = "https://example.org" });
        await database.WriteAsync(session => ((SqlSession)session).ExecuteAsync("UPDATE resource SET document = '{\"name\":1}'"));
        Assert.That(
            () => database.ReadAsync(session => session.Resources.GetAsync(id)),
            Throws.TypeOf<StoreException>().With.Message.Contains("sample.sample").And.Message.Contains(id.ToString()));
    }

    [Test]
    public async Task Names_and_labels_may_be_any_text()
    {
        foreach (var name in new[] { "", " ", "a\0b", "\u202Ebidi", "\U0001F600", "\uD800", "'; DROP TABLE resource; --", new string('x', 100_000) })
        {
            var id = await InsertAsync(new SampleRemote { Name = name, Url = "u", Labels = new Dictionary<string, string?> { [name] = name } });
            var read = (SampleRemote)(await database.ReadAsync(session => session.Resources.GetAsync(id)))!;
            var expected = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(name));
            Assert.That((read.Name, read.Labels[expected]), Is.EqualTo((expected, expected)));
        }
    }

    private async Task<Guid> InsertAsync(SampleRemote remote)
    {
        var outcome = await database.WriteAsync(session => session.Resources.InsertAsync(remote));
        return ((ResourceOutcome.Saved)outcome).Resource.Id;
    }
}
