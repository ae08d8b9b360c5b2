#pragma warning disable CS1591 // The names of the tests are the documentation.
using System.Security.Cryptography;
using NUnit.Framework;
using Pulp.Digests;
using Pulp.Storage;

namespace Pulp.Testing.Storage;

public abstract partial class ArtifactStorageSpecification
{
    [TestCase(10)]
    [TestCase(200_000)]
    public async Task What_a_writer_left_another_goes_on_with(int first)
    {
        var bytes = Bytes(400_001);
        var key = await LeaveAsync(bytes[..first]);

        await using var writer = await ResumeAsync(key);
        Assert.That((writer!.BytesWritten, writer.BytesKept), Is.EqualTo(((long)first, (long)first)));
        await writer.WriteAsync(bytes.AsMemory(first));
        var staged = await writer.CompleteAsync();
        await Storage.CommitAsync([staged], null);

        Assert.That(staged.Sha256, Is.EqualTo(Sha256(bytes)));
        Assert.That(staged.Digests.TryGet(DigestAlgorithm.Sha512, out var sha512) ? sha512.ToBytes() : [], Is.EqualTo(SHA512.HashData(bytes)));
        Assert.That(await ReadAsync(staged.Sha256, null), Is.EqualTo(bytes));
        Assert.That(await CountStagedAsync(), Is.Zero);
    }

    [Test]
    public async Task What_a_writer_kept_is_there_although_it_never_ended()
    {
        var bytes = Bytes(300_000);
        await using var died = await Storage.CreateWriterAsync(new ArtifactWriteOptions());
        await died.WriteAsync(bytes);
        await died.KeepGatheredAsync();
        var key = RequireResumption(died);

        await using var writer = await ResumeAsync(key);
        Assert.That((await writer!.CompleteAsync()).Sha256, Is.EqualTo(Sha256(bytes)));
    }

    [Test]
    public async Task What_is_not_kept_cannot_be_gone_on_with()
    {
        var key = await LeaveAsync(Bytes(10));
        await using (await ResumeAsync(key))
            Assert.That(await CountStagedAsync(), Is.EqualTo(1));
        Assert.That(await CountStagedAsync(), Is.Zero, "disposing a writer that went on leaves nothing");
        Assert.That(await ResumeAsync(key), Is.Null);
        Assert.That(async () => await ResumeAsync("../../etc/passwd"), Throws.ArgumentException);
    }

    [Test]
    public async Task More_than_is_allowed_is_not_gone_on_with_and_stays()
    {
        var key = await LeaveAsync(Bytes(200_000));
        Assert.That(async () => await ResumeAsync(key, new ArtifactWriteOptions { MaximumSize = 100 }), Throws.TypeOf<ArtifactTooLargeException>());
        Assert.That(await CountStagedAsync(), Is.EqualTo(1));
    }

    [Test]
    public async Task A_storage_that_cannot_go_on_leaves_nothing()
    {
        var writer = await Storage.CreateWriterAsync(new ArtifactWriteOptions());
        await writer.WriteAsync(Bytes(200_000));
        await writer.LeaveAsync();
        Assert.That(async () => await writer.WriteAsync(new byte[1]), Throws.TypeOf<ObjectDisposedException>());
        await writer.DisposeAsync();
        Assert.That(await CountStagedAsync(), Is.EqualTo(writer.ResumptionKey is null ? 0 : 1));
        Assert.That(writer.ResumptionKey is null, Is.EqualTo(Storage is not IStagingResumption));
    }

    [TestCase(0)]
    [TestCase(300_000)]
    public async Task Staged_bytes_can_be_read_before_they_are_committed(int size)
    {
        var bytes = Bytes(size);
        var staged = await StageAsync(bytes);

        await using (var stream = await Storage.OpenStagedAsync(staged))
        {
            Assert.That((stream.CanSeek, stream.Length), Is.EqualTo((true, (long)size)));
            Assert.That(await ReadAllAsync(stream), Is.EqualTo(bytes));
            stream.Seek(0, SeekOrigin.Begin);
            Assert.That(await ReadAllAsync(stream), Is.EqualTo(bytes));
        }

        await Storage.CommitAsync([staged], null);
        Assert.That(await ReadAsync(staged.Sha256, null), Is.EqualTo(bytes));
        Assert.That(async () => await Storage.OpenStagedAsync(staged), Throws.TypeOf<StorageException>());
    }

    private static string RequireResumption(ArtifactWriter writer)
    {
        if (writer.ResumptionKey is null)
            Assert.Ignore("The storage states that it cannot go on with staged bytes: its writers have no resumption key.");
        return writer.ResumptionKey!;
    }

    private async Task<string> LeaveAsync(byte[] bytes)
    {
        await using var writer = await Storage.CreateWriterAsync(new ArtifactWriteOptions());
        await writer.WriteAsync(bytes);
        await writer.LeaveAsync();
        return RequireResumption(writer);
    }

    // As another process would, which knows the key alone.
    private ValueTask<ArtifactWriter?> ResumeAsync(string key, ArtifactWriteOptions? options = null) =>
        ((IStagingResumption)CreateStorage(TimeProvider.System)).ResumeAsync(key, options ?? new ArtifactWriteOptions { Algorithms = [DigestAlgorithm.Sha512] });
}
