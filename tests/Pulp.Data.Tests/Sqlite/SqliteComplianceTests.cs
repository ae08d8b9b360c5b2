using Pulp.Testing.Plugins;
using Pulp.Testing.Stores;

namespace Pulp.Data.Tests.Sqlite;

public sealed class SqliteComplianceTests
{
    [Test]
    public void Every_specification_of_stores_is_proven_here() => SpecificationCoverage.Require(GetType().Assembly, typeof(StoreSpecification));
}
