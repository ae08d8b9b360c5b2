using Pulp.ContentTypes;
using Pulp.Data.Sql;
using Pulp.Data.Tests.Support;
using Pulp.Domains;
using Pulp.Plugins;
using Pulp.Stores;
using Pulp.Testing.Samples;

namespace Pulp.Data.Tests.Sqlite;

public sealed class SqliteDirectoriesTests
{
    private const string Directories = "SELECT hex(path_hash) || ' ' || content_id FROM content_directory ORDER BY 1";
    private const string Marks = "SELECT name || ' ' || has_paths || has_directories FROM content_type ORDER BY 1";
    private readonly SqliteTestFolder folder = new();
    private readonly PulpCatalog catalog = PulpCatalog.Create(new SamplePlugin());

    [TearDown]
    public Task TearDown() => folder.DeleteAsync();

    [Test]
    public async Task An_upgrade_enters_the_directories_of_the_files_that_are_there()
    {
        string[] directories, marks;
        await using (var database = await SqliteTestDatabase.OpenAsync(folder.DatabasePath, catalog))
        {
            await SaveAsync(database, new SampleBundle { Name = "one" }, "a/b/c", "a/b/d", "a/ä/f", "top");
            await SaveAsync(database, new SampleFile { Name = "f", Version = "1", Sha256 = new string('0', 64) }, "f-1.bin");
            (directories, marks) = (await ListAsync(database, Directories), await ListAsync(database, Marks));
            Assert.That(directories, Has.Length.EqualTo(3));
            Assert.That(marks, Is.EqualTo(new[] { "sample.bundle 11", "sample.file 00" }));
            await SchemaUndo.FromAsync(database, 4);
        }

        await using var upgraded = await SqliteTestDatabase.OpenAsync(folder.DatabasePath, catalog);
        Assert.That(await ListAsync(upgraded, Directories), Is.EqualTo(directories));
        Assert.That(await ListAsync(upgraded, Marks), Is.EqualTo(marks));
    }

    private static async Task<string[]> ListAsync(IPulpDatabase database, string sql) =>
        [.. await database.ReadAsync(session => ((SqlSession)session).ListAsync(sql, row => row.GetString(0)))];

    private Task SaveAsync(IPulpDatabase database, Content content, params string[] paths)
    {
        var type = catalog.ContentTypeOf(content);
        return database.WriteAsync(session => session.Contents.SaveAsync(
            Domain.DefaultId, [new NewContent(type, content, type.NaturalKey(content), [.. paths.Select(path => new NewContentFile(path, null, []))])]));
    }
}
