using System.Reflection;
using Pulp.Testing.Stores;

namespace Pulp.Data.Tests.Sqlite;

public sealed class SqliteComplianceTests
{
    [Test]
    public void Every_specification_of_stores_is_proven_here()
    {
        var fixtures = Assembly.GetExecutingAssembly().GetTypes();
        var unproven = typeof(StoreSpecification).Assembly.GetTypes()
            .Where(type => type.IsAbstract && type != typeof(StoreSpecification) && type.IsSubclassOf(typeof(StoreSpecification)))
            .Where(specification => !fixtures.Any(type => !type.IsAbstract && type.IsSubclassOf(specification)));
        Assert.That(unproven, Is.Empty);
    }
}
