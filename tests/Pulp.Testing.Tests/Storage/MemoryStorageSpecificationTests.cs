using Pulp.Digests;
using Pulp.Storage;
using Pulp.Testing.Plugins;
using Pulp.Testing.Storage;

namespace Pulp.Testing.Tests.Storage;

/// <summary>Shows that a storage of somebody else, without files, can be proven.</summary>
public sealed class MemoryStorageSpecificationTests : ArtifactStorageSpecification
{
    private MemoryBucket bucket = new();

    [TearDown]
    public void Empty() => bucket = new MemoryBucket();

    [Test]
    public void Every_specification_of_storages_is_proven_here() => SpecificationCoverage.Require(GetType().Assembly, typeof(ArtifactStorageSpecification));

    protected override IArtifactStorage CreateStorage(TimeProvider time) => new MemoryStorage(bucket, time);

    protected override Task<int> CountStagedAsync() => Task.FromResult(bucket.Below(MemoryStorage.Staging).Count());

    protected override Task DamageAsync(Digest sha256, Guid? domain, byte[] bytes)
    {
        bucket.Objects[MemoryStorage.NameOf(sha256, domain)] = (bytes, TimeProvider.System.GetUtcNow());
        return Task.CompletedTask;
    }
}
