using Pulp.Repositories;

namespace Fixtures.Good;

public sealed record GoodRepository : Repository;
