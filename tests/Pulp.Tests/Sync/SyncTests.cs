using System.Runtime.CompilerServices;
using System.Text;
using Pulp.ContentTypes;
using Pulp.Digests;
using Pulp.Remotes;
using Pulp.Repositories;
using Pulp.Sync;
using Pulp.Testing.Samples;
using Pulp.Testing.Upstream;
using Pulp.Tests.Support;

namespace Pulp.Tests.Sync;

[TestFixture]
internal sealed class SyncTests
{
    private TestPulp test = null!;
    private FakeUpstream upstream = null!;
    private DemoRepository repository = null!;
    private DemoRemote remote = null!;

    private PulpInstance Pulp => test.Pulp;

    [SetUp]
    public async Task SetUp()
    {
        test = await TestPulp.StartAsync();
        upstream = await FakeUpstream.StartAsync();
        repository = await test.RepositoryAsync();
        remote = await Pulp.CreateAsync(new DemoRemote { Name = "remote", Url = upstream.Url.AbsoluteUri, MaxRetries = 0 });
    }

    [TearDown]
    public async Task TearDown()
    {
        await upstream.DisposeAsync();
        await test.DisposeAsync();
    }

    [Test]
    public async Task An_additive_sync_adds_and_a_mirror_removes_what_upstream_lost()
    {
        test.Script.Yield(Unit("a"), Unit("b"), Unit("blocked one"));
        var first = await test.SyncAsync(repository, remote);
        Assert.That((first.Added, first.Kept, first.Removed, first.Version!.Number), Is.EqualTo((2L, 0L, 0L, 1L)));
        var refused = first.Skipped["refused by the repository"];
        Assert.That((refused.Count, refused.Examples[0]), Is.EqualTo((1L, "It is blocked.")));

        test.Script.Yield(Unit("b"), Unit("c"), Unit("b", "new"));
        var second = await test.SyncAsync(repository, remote);
        Assert.That((second.Added, second.Replaced, second.Kept), Is.EqualTo((2L, 1L, 1L)));
        Assert.That(await test.NamesAsync(repository), Is.EqualTo("a b=new c"));

        test.Script.Yield(Unit("c"));
        var third = await test.SyncAsync(repository, remote, mirror: true);
        Assert.That((third.Added, third.Kept, third.Removed), Is.EqualTo((0L, 1L, 2L)));
        Assert.That(await test.NamesAsync(repository), Is.EqualTo("c"));

        test.Script.Yield(Unit("c"));
        Assert.That((await test.SyncAsync(repository, remote, mirror: true)).Version, Is.Null);
        Assert.That(await test.NumbersAsync(repository), Is.EqualTo("3 2 1 0"));
        await test.AssertNothingLeftAsync();
    }

    [Test]
    public async Task What_others_change_during_a_sync_stays()
    {
        var files = await test.FilesAsync("kept", "removed", "uploaded", "same");
        await Pulp.AddAsync(repository, [files[0], files[1]]);
        var clash = await test.SaveAsync(new DemoFile { Name = "clash", Text = "uploaded" });
        test.Script.Read = During;
        var result = await test.SyncAsync(repository, remote, mirror: true);
        Assert.That(await test.NamesAsync(repository), Is.EqualTo("clash=synced kept same synced uploaded"));
        Assert.That(result.Version!.Number, Is.EqualTo(3));
        Assert.That(result.Version.Summary.Present.Values.Sum(), Is.EqualTo(5));

        async IAsyncEnumerable<SyncItem> During(SyncContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            var units = new[] { Unit("kept"), Unit("removed"), Unit("synced"), Unit("same"), Unit("clash", "synced") };
            foreach (var unit in units)
                yield return unit;
            await units[^1].Saved;
            await Pulp.ModifyAsync(repository, new RepositoryChange { Remove = [files[1].Id], Add = [files[2].Id, files[3].Id, clash[0].Id] }, cancellationToken);
        }
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task A_source_may_wait_for_a_unit_before_it_goes_on([Values(1, 499, 500, 501, 1200)] int before, [Values] bool downloads)
    {
        upstream.Map("/file", FakeAnswer.Ok("content"));
        test.Script.Read = Waiting;
        var result = await test.SyncAsync(repository, remote);
        Assert.That(result.Added, Is.EqualTo(before + 2));

        async IAsyncEnumerable<SyncItem> Waiting(SyncContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            for (var i = 0; i < before; i++)
                yield return Unit($"u{i}");
            var waited = downloads ? Unit("file", files: Remote("/file", "content")) : Unit("file");
            yield return waited;
            var identity = await waited.Saved;
            Assert.That(identity.Id, Is.Not.EqualTo(Guid.Empty));
            yield return Unit("after");
        }
    }

    public enum Fault
    {
        SourceThrows,
        DownloadMissing,
        WrongDigest,
        TypeNotHeld,
        CanceledWhileReading,
        CanceledWhileDownloading,
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task A_sync_that_ends_badly_leaves_the_repository_as_it_was([Values] Fault fault, [Values] bool waits)
    {
        using var cancel = new CancellationTokenSource();
        var gate = new TaskCompletionSource();
        upstream.Map("/good", FakeAnswer.Ok("good"));
        upstream.Map("/bad", fault == Fault.CanceledWhileDownloading ? FakeAnswer.Ok("bad") with { Gate = gate.Task } : FakeAnswer.Ok("other"));
        await Pulp.AddAsync(repository, await test.FilesAsync("before"));
        test.Script.Read = Failing;
        var sync = test.SyncAsync(repository, remote, mirror: true, cancel.Token);
        if (fault == Fault.CanceledWhileDownloading)
        {
            await upstream.WhenRequestedAsync("/bad");
            await cancel.CancelAsync();
        }

        var exception = Assert.CatchAsync(() => sync);
        gate.TrySetResult();
        if (fault is Fault.CanceledWhileReading or Fault.CanceledWhileDownloading)
            Assert.That(exception, Is.InstanceOf<OperationCanceledException>());
        else if (fault == Fault.SourceThrows)
            Assert.That(exception, Is.TypeOf<InvalidDataException>());
        else
            Assert.That(exception, Is.InstanceOf<PulpException>());
        Assert.That(await test.NamesAsync(repository), Is.EqualTo("before"));
        Assert.That(await test.NumbersAsync(repository), Is.EqualTo("1 0"));
        await test.AssertNothingLeftAsync();

        test.Script.Yield(Unit("good", files: Remote("/good", "good")), Unit("later"));
        await test.SyncAsync(repository, remote);
        Assert.That(await test.NamesAsync(repository), Is.EqualTo("before good later"));
        Assert.That(upstream.CountOf("/good"), Is.EqualTo(1), "what was stored is used again");

        async IAsyncEnumerable<SyncItem> Failing(SyncContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            var good = Unit("good", files: Remote("/good", "good"));
            yield return good;
            await good.Saved;
            for (var i = 0; i < 1000; i++)
                yield return Unit($"u{i}");
            DeclaredContent last;
            switch (fault)
            {
                case Fault.SourceThrows:
                    throw new InvalidDataException("upstream is odd");
                case Fault.TypeNotHeld:
                    yield return new DeclaredContent(new SampleMark { Target = "t", Text = "x" });
                    last = Unit("behind");
                    break;
                case Fault.CanceledWhileReading:
                    await cancel.CancelAsync();
                    last = Unit("behind");
                    break;
                default:
                    yield return Unit("bad", files: Remote(fault == Fault.DownloadMissing ? "/missing" : "/bad", "bad"));
                    last = Unit("behind", files: Remote("/good", "good"));
                    break;
            }

            for (var i = 1000; i < 4000; i++)
                yield return Unit($"u{i}");
            yield return last;
            if (waits)
                await last.Saved;
        }
    }

    [Test]
    public async Task A_file_without_a_digest_is_downloaded_and_completes_its_unit()
    {
        remote = await Pulp.UpdateAsync(remote with { Policy = DownloadPolicy.OnDemand });
        upstream.Map("/file", FakeAnswer.Ok("told by the bytes"));
        test.Script.Yield(new DeclaredContent(new DemoFile { Name = "file" }, new DeclaredFile("file", upstream.UrlOf("/file"), null, DigestSet.Empty))
        {
            Complete = async (files, token) =>
            {
                await using var stream = await files.OpenAsync("file", token);
                using var reader = new StreamReader(stream);
                return new DemoFile { Name = "file", Text = await reader.ReadToEndAsync(token) };
            },
        });
        var result = await test.SyncAsync(repository, remote);
        Assert.That(await test.NamesAsync(result.Version!), Is.EqualTo("file=told by the bytes"));
        Assert.That(await ReadAsync(result.Version!, "file"), Is.EqualTo("told by the bytes"));
        Assert.That(upstream.CountOf("/file"), Is.EqualTo(1));
    }

    [Test]
    public async Task An_optional_file_that_fails_is_left_out_and_counted()
    {
        upstream.Map("/file", FakeAnswer.Ok("file"));
        var optional = new DeclaredFile("file.sig", upstream.UrlOf("/gone"), null, DigestSet.Empty) { IsOptional = true };
        test.Script.Yield(Unit("file", "", Remote("/file", "file"), optional));
        var result = await test.SyncAsync(repository, remote);
        Assert.That(result.Skipped.Values.Sum(skipped => skipped.Count), Is.EqualTo(1));
        Assert.That(await ReadAsync(result.Version!, "file"), Is.EqualTo("file"));
        var stored = await test.Database.ReadAsync(session => session.Memberships.FindFileAsync(result.Version!, "file.sig"));
        Assert.That(stored, Is.Null);
    }

    [TestCase(DownloadPolicy.Immediate, true, true)]
    [TestCase(DownloadPolicy.OnDemand, false, true)]
    [TestCase(DownloadPolicy.Streamed, false, false)]
    public async Task The_policy_decides_when_files_are_stored(DownloadPolicy policy, bool atSync, bool whenRead)
    {
        upstream.Map("/file", FakeAnswer.Ok("content"));
        remote = await Pulp.UpdateAsync(remote with { Policy = policy });
        test.Script.Yield(Unit("file", files: Remote("/file", "content")));
        var version = (await test.SyncAsync(repository, remote)).Version!;
        Assert.That(await IsStoredAsync(version, "file"), Is.EqualTo(atSync));
        Assert.That(await ReadAsync(version, "file"), Is.EqualTo("content"));
        Assert.That(await IsStoredAsync(version, "file"), Is.EqualTo(whenRead));
    }

    [Test]
    public async Task A_promised_file_is_stored_by_an_immediate_sync()
    {
        upstream.Map("/file", FakeAnswer.Ok("content"));
        remote = await Pulp.UpdateAsync(remote with { Policy = DownloadPolicy.OnDemand });
        test.Script.Yield(Unit("file", files: Remote("/file", "content")));
        var version = (await test.SyncAsync(repository, remote)).Version!;
        remote = await Pulp.UpdateAsync(remote with { Policy = DownloadPolicy.Immediate });
        test.Script.Yield(Unit("file", files: Remote("/file", "content")));
        var result = await test.SyncAsync(repository, remote);
        Assert.That((result.Version, result.Kept, result.Downloaded), Is.EqualTo(((RepositoryVersion?)null, 1L, 1L)));
        Assert.That(await IsStoredAsync(version, "file"), Is.True);
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task Two_syncs_of_one_repository_take_turns()
    {
        var running = 0;
        var most = 0;
        test.Script.Read = Counting;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Pulp.SyncAsync(repository, remote)));
        Assert.That(most, Is.EqualTo(1));

        async IAsyncEnumerable<SyncItem> Counting(SyncContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            var unit = Unit(Guid.NewGuid().ToString());
            yield return unit;
            await unit.Saved;
            Interlocked.Decrement(ref running);
        }
    }

    [Test]
    [CancelAfter(120_000)]
    public async Task Memory_is_bounded_however_much_upstream_has()
    {
        const int all = 50_000;
        var units = new DeclaredContent[all];
        var outstanding = 0;
        var saved = 0;
        test.Script.Read = Many;
        var result = await test.SyncAsync(repository, remote);
        Assert.That(result.Added, Is.EqualTo(all));
        Assert.That(outstanding, Is.LessThanOrEqualTo(9 * 500), "2 batches waiting, 1 taken, 4 in flight, 1 being saved, and what is counted late");

        async IAsyncEnumerable<SyncItem> Many(SyncContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            for (var i = 0; i < all; i++)
            {
                units[i] = Unit($"u{i}");
                yield return units[i];
                while (saved <= i && units[saved].Saved.IsCompleted)
                    saved++;
                outstanding = Math.Max(outstanding, i + 1 - saved);
            }

            await Task.CompletedTask;
        }
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task What_a_process_that_ended_left_behind_is_removed_at_the_next_start()
    {
        await Pulp.AddAsync(repository, await test.FilesAsync("before"));
        var staged = new TaskCompletionSource();
        var end = new TaskCompletionSource();
        test.Script.Read = Cut;
        var dying = test.SyncAsync(repository, remote, mirror: true);
        await staged.Task;
        Assert.That(await test.CountAsync("SELECT count(*) FROM repository_version WHERE state <> 0"), Is.EqualTo(1));
        var folder = test.Folder;
        await using var next = await RestartAsync(folder);
        end.SetResult();
        await dying;
        await next.AssertNothingLeftAsync();
        Assert.That(await next.NamesAsync(repository), Is.EqualTo("before"));
        next.Script.Yield(Unit("after"));
        await next.SyncAsync(repository, remote);
        Assert.That(await next.NamesAsync(repository), Is.EqualTo("after before"));

        async IAsyncEnumerable<SyncItem> Cut(SyncContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            var unit = Unit("during");
            yield return unit;
            await unit.Saved;
            staged.SetResult();
            await end.Task;
        }

        async Task<TestPulp> RestartAsync(string old)
        {
            // The files are copied as they are, as if the process had been killed.
            var copy = Directory.CreateTempSubdirectory("pulp-test-").FullName;
            foreach (var path in Directory.GetFiles(old, "*", SearchOption.AllDirectories))
            {
                var target = Path.Combine(copy, Path.GetRelativePath(old, path));
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.Copy(path, target);
            }

            return await TestPulp.StartAsync(copy);
        }
    }

    private static DeclaredContent Unit(string name, string text = "", params DeclaredFile[] files) => new(new DemoFile { Name = name, Text = text }, files);

    private DeclaredFile Remote(string path, string content) => TestPulp.FileAt(upstream.UrlOf(path), path.TrimStart('/'), Encoding.UTF8.GetBytes(content));

    private async Task<bool> IsStoredAsync(RepositoryVersion version, string path) =>
        (await test.Database.ReadAsync(session => session.Memberships.FindFileAsync(version, path)))?.Stored is not null;

    private async Task<string?> ReadAsync(RepositoryVersion version, string path)
    {
        await using var stream = await Pulp.OpenAsync(version, path);
        using var reader = new StreamReader(stream ?? Stream.Null);
        return await reader.ReadToEndAsync();
    }
}
