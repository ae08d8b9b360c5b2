using Pulp.Repositories;

namespace Fixtures.Shapes;

public sealed record ShapeRepository : Repository;
