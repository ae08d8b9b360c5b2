using Pulp.Repositories;

namespace Fixtures.Misbehaving;

public sealed record GadgetRepository : Repository;
