using Pulp.ContentTypes;
using Pulp.Distributions;
using Pulp.Publications;
using Pulp.Remotes;
using Pulp.Repositories;

namespace Pulp.AspNetCore.Tests.Serving.Support;

public sealed record ServedUnit : Content
{
    public required string Path { get; init; }

    public required string Sha256 { get; init; }
}

public sealed record ServedRemote : Remote;

public sealed record ServedRepository : Repository;

public sealed record ServedPublication : Publication;

public sealed record PlainDistribution : Distribution;

public sealed record PublishedDistribution : Distribution;

public sealed record PullingDistribution : Distribution;

public sealed record NestedDistribution : Distribution;

public sealed record CacheDistribution : Distribution;
