using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Pulp.Data.Tests.Support;
using Pulp.Plugins;
using Pulp.Secrets;
using Pulp.Stores;

namespace Pulp.Data.Tests.Sqlite;

public sealed class SqliteServicesTests
{
    private readonly SqliteTestFolder folder = new();

    [TearDown]
    public Task TearDown() => folder.DeleteAsync();

    [TestCase(true)]
    [TestCase(false)]
    public async Task The_database_comes_from_the_container_and_closes_with_it(bool asynchronously)
    {
        var provider = Services(folder.DatabasePath);
        var database = provider.GetRequiredService<IPulpDatabase>();
        await database.InitializeAsync();
        await database.WriteAsync(async session =>
        {
            await session.States.SetAsync(Guid.Empty, [new("a", [1])]);
            return true;
        });
        if (asynchronously)
            await provider.DisposeAsync();
        else
            provider.Dispose();
        Assert.That(File.Exists($"{folder.DatabasePath}-wal"), Is.False);
        Assert.That(() => database.ReadAsync(session => session.States.GetAsync(Guid.Empty, "a")), Throws.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public async Task A_missing_path_is_named()
    {
        await using var provider = Services("");
        Assert.That(() => provider.GetRequiredService<IPulpDatabase>(), Throws.TypeOf<OptionsValidationException>().With.Message.Contains("DatabasePath"));
    }

    private static ServiceProvider Services(string path) => new ServiceCollection()
        .AddLogging()
        .AddSingleton(PulpCatalog.Create())
        .AddSingleton<ISecretProtector>(new AesSecretProtector(new byte[32]))
        .AddPulpSqlite(options => options.DatabasePath = path)
        .BuildServiceProvider();
}
