#pragma warning disable CS1591 // The names of the tests are the documentation.
using NUnit.Framework;
using Pulp.Digests;
using Pulp.Storage;

namespace Pulp.Testing.Storage;

/// <summary>
/// States what every <see cref="IArtifactStorage"/> does: derive a test fixture from it to prove a storage.
/// </summary>
/// <remarks>The part in this file is about committed bytes; staging is in the other part.</remarks>
public abstract partial class ArtifactStorageSpecification
{
    private static readonly Guid OtherDomain = new("01890a5d-ac96-774b-bcce-b302099a8057");

    /// <summary>Gets the storage under test, empty at the start of each test.</summary>
    protected IArtifactStorage Storage { get; private set; } = null!;

    [SetUp]
    public void CreateEmptyStorage() => Storage = CreateStorage(TimeProvider.System);

    /// <summary>Creates a storage; called again within a test, it opens the same one.</summary>
    /// <param name="time">The clock the storage is to use.</param>
    /// <returns>The storage, which the derived fixture releases after the test.</returns>
    protected abstract IArtifactStorage CreateStorage(TimeProvider time);

    /// <summary>Counts staged files, those of writers under way included.</summary>
    /// <returns>The number.</returns>
    protected abstract Task<int> CountStagedAsync();

    /// <summary>Puts other bytes in the place of a stored artifact, behind the storage's back.</summary>
    /// <param name="sha256">The artifact.</param>
    /// <param name="domain">Its domain.</param>
    /// <param name="bytes">The wrong bytes.</param>
    /// <returns>A task that completes when they are in place.</returns>
    protected abstract Task DamageAsync(Digest sha256, Guid? domain, byte[] bytes);

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(16 * 1024)]
    [TestCase(ArtifactWriter.BlockSize - 1)]
    [TestCase(ArtifactWriter.BlockSize)]
    [TestCase(ArtifactWriter.BlockSize + 1)]
    [TestCase((3 * 1024 * 1024) + 7)]
    public async Task Committed_bytes_are_read_back(int size)
    {
        var bytes = Bytes(size);
        var staged = await StageAsync(bytes);

        await Storage.CommitAsync([staged], null);

        Assert.That(staged.Size, Is.EqualTo(size));
        Assert.That(staged.Sha256, Is.EqualTo(Sha256(bytes)));
        Assert.That(await Storage.GetSizeAsync(staged.Sha256, null), Is.EqualTo(size));
        Assert.That(await ReadAsync(staged.Sha256, null), Is.EqualTo(bytes));
        Assert.That(await CountStagedAsync(), Is.Zero);
    }

    [Test]
    public async Task A_new_instance_sees_what_another_committed()
    {
        var sha256 = await StoreAsync(Bytes(100));

        Assert.That(await CreateStorage(TimeProvider.System).GetSizeAsync(sha256, null), Is.EqualTo(100));
    }

    [Test]
    public async Task What_is_absent_is_null_and_not_an_error()
    {
        var absent = Sha256([1, 2, 3]);

        Assert.That(await Storage.OpenReadAsync(absent, null), Is.Null);
        Assert.That(await Storage.OpenReadAsync(absent, OtherDomain), Is.Null);
        Assert.That(await Storage.GetSizeAsync(absent, null), Is.Null);
        Assert.That(await Storage.DeleteAsync(absent, null), Is.False);
        Assert.That(await ListAsync(null), Is.Empty);
        Assert.That(await ListAsync(OtherDomain), Is.Empty);
    }

    [Test]
    public void A_digest_that_is_no_sha256_is_refused()
    {
        var md5 = Digest.FromBytes(DigestAlgorithm.Md5, new byte[16]);

        Assert.That(async () => await Storage.OpenReadAsync(md5, null), Throws.ArgumentException);
        Assert.That(async () => await Storage.GetSizeAsync(default, null), Throws.ArgumentException);
        Assert.That(async () => await Storage.DeleteAsync(md5, null), Throws.ArgumentException);
    }

    [Test]
    public async Task A_stored_artifact_can_be_read_from_any_position()
    {
        var bytes = Bytes(300_000);
        var sha256 = await StoreAsync(bytes);
        await using var stream = await Storage.OpenReadAsync(sha256, null);
        var part = new byte[1000];

        Assert.That(stream!.CanSeek);
        Assert.That(stream.Length, Is.EqualTo(bytes.Length));
        stream.Seek(200_123, SeekOrigin.Begin);
        await stream.ReadExactlyAsync(part);

        Assert.That(part, Is.EqualTo(bytes.AsSpan(200_123, 1000).ToArray()));
    }

    [Test]
    public async Task A_batch_is_committed_as_a_whole_with_equal_ones_stored_once()
    {
        var all = Enumerable.Range(0, 120).Select(number => Bytes(100 + (number % 100))).ToList();
        var staged = new List<StagedArtifact>();
        foreach (var bytes in all)
            staged.Add(await StageAsync(bytes));

        await Storage.CommitAsync(staged, null);

        var stored = await ListAsync(null);
        Assert.That(stored.Select(file => file.Sha256), Is.EquivalentTo(all.Select(bytes => Sha256(bytes)).Distinct()));
        Assert.That(await CountStagedAsync(), Is.Zero);
        foreach (var bytes in all)
            Assert.That(await ReadAsync(Sha256(bytes), null), Is.EqualTo(bytes));
    }

    [Test]
    public async Task An_empty_batch_is_nothing() => Assert.That(async () => await Storage.CommitAsync([], null), Throws.Nothing);

    [Test]
    public async Task Domains_do_not_see_each_other()
    {
        var bytes = Bytes(50);
        var sha256 = await StoreAsync(bytes, OtherDomain);

        Assert.That(await Storage.GetSizeAsync(sha256, null), Is.Null);
        await StoreAsync(bytes, null);
        Assert.That(await Storage.DeleteAsync(sha256, null), Is.True);
        Assert.That(await ReadAsync(sha256, OtherDomain), Is.EqualTo(bytes));
        Assert.That(await ListAsync(null), Is.Empty);
        Assert.That((await ListAsync(OtherDomain)).Select(file => file.Sha256), Is.EqualTo(new[] { sha256 }));
    }

    [Test]
    public async Task Listing_gives_digest_size_and_time_of_every_artifact()
    {
        // The clock of a file system runs behind by a tick, and may know whole seconds only.
        var before = TimeProvider.System.GetUtcNow().AddSeconds(-2);
        var first = await StoreAsync(Bytes(10));
        var second = await StoreAsync(Bytes(20));

        var stored = await ListAsync(null);

        Assert.That(stored.Select(file => (file.Sha256, file.Size)), Is.EquivalentTo(new[] { (first, 10L), (second, 20L) }));
        Assert.That(stored.Select(file => file.LastWrite), Is.All.InRange(before, TimeProvider.System.GetUtcNow().AddSeconds(1)));
    }

    [Test]
    public async Task Deleting_removes_an_artifact_but_not_from_its_readers()
    {
        var bytes = Bytes(200_000);
        var sha256 = await StoreAsync(bytes);
        await using var stream = await Storage.OpenReadAsync(sha256, null);

        Assert.That(await Storage.DeleteAsync(sha256, null), Is.True);

        Assert.That(await Storage.DeleteAsync(sha256, null), Is.False);
        Assert.That(await Storage.OpenReadAsync(sha256, null), Is.Null);
        Assert.That(await ReadAllAsync(stream!), Is.EqualTo(bytes));
    }

    [Test]
    public async Task Committing_what_is_stored_already_changes_nothing()
    {
        var bytes = Bytes(5000);
        var sha256 = await StoreAsync(bytes);

        await StoreAsync(bytes);

        Assert.That(await ReadAsync(sha256, null), Is.EqualTo(bytes));
        Assert.That(await ListAsync(null), Has.Count.EqualTo(1));
        Assert.That(await CountStagedAsync(), Is.Zero);
    }

    [Test]
    public async Task Committing_the_same_staged_artifact_again_is_harmless()
    {
        var staged = await StageAsync(Bytes(10));

        await Storage.CommitAsync([staged], null);
        await Storage.CommitAsync([staged], null);

        Assert.That(await Storage.GetSizeAsync(staged.Sha256, null), Is.EqualTo(10));
    }

    [TestCase(0)]
    [TestCase(4999)]
    [TestCase(5001)]
    public async Task A_damaged_artifact_of_another_size_is_healed_by_a_commit(int wrongSize)
    {
        var bytes = Bytes(5000);
        var sha256 = await StoreAsync(bytes);
        await DamageAsync(sha256, null, new byte[wrongSize]);

        await StoreAsync(bytes);

        Assert.That(await ReadAsync(sha256, null), Is.EqualTo(bytes));
    }

    [Test]
    public async Task A_lost_artifact_is_healed_by_a_commit()
    {
        var bytes = Bytes(5000);
        var sha256 = await StoreAsync(bytes);
        await Storage.DeleteAsync(sha256, null);

        await StoreAsync(bytes);

        Assert.That(await ReadAsync(sha256, null), Is.EqualTo(bytes));
    }

    [Test]
    public async Task A_damaged_artifact_of_the_same_size_is_healed_when_asked_for()
    {
        var bytes = Bytes(5000);
        var wrong = new byte[5000];
        var sha256 = await StoreAsync(bytes);
        await DamageAsync(sha256, null, wrong);

        await StoreAsync(bytes);
        Assert.That(await ReadAsync(sha256, null), Is.EqualTo(wrong), "a commit does not read what is stored");
        var replacement = await StageAsync(bytes, new ArtifactWriteOptions { ReplaceExisting = true });
        await Storage.CommitAsync([replacement], null);

        Assert.That(await ReadAsync(sha256, null), Is.EqualTo(bytes));
    }

    [Test]
    public async Task Concurrent_commits_of_the_same_bytes_all_succeed()
    {
        var bytes = Bytes(40_000);

        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => StoreAsync(bytes))));

        Assert.That(await ReadAsync(Sha256(bytes), null), Is.EqualTo(bytes));
        Assert.That(await CountStagedAsync(), Is.Zero);
    }

    [Test]
    public async Task Concurrent_batches_that_overlap_all_succeed()
    {
        var all = Enumerable.Range(0, 60).Select(number => Bytes(1000 + number)).ToList();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(batch => Task.Run(async () =>
        {
            var staged = new List<StagedArtifact>();
            foreach (var bytes in all.Skip(batch * 5).Take(45))
                staged.Add(await StageAsync(bytes));
            await Storage.CommitAsync(staged, null);
        })));

        foreach (var bytes in all)
            Assert.That(await ReadAsync(Sha256(bytes), null), Is.EqualTo(bytes));
        Assert.That(await CountStagedAsync(), Is.Zero);
    }

    [Test]
    public void The_space_of_a_bounded_storage_adds_up()
    {
        if (Storage.GetSpace() is not { } space)
            return;

        Assert.That(space.Total, Is.Positive);
        Assert.That(space.Used, Is.InRange(0, space.Total));
        Assert.That(space.Free, Is.InRange(0, space.Total - space.Used));
    }
}
