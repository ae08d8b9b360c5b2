using Pulp.Remotes;

namespace Fixtures.Good;

public sealed record GoodRemote : Remote;
