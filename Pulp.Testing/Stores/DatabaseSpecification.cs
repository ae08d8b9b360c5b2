#pragma warning disable CS1591 // The names of the tests are the documentation.
using System.Collections.Concurrent;
using NUnit.Framework;
using Pulp.Access;
using Pulp.Stores;

namespace Pulp.Testing.Stores;

/// <summary>
/// States what every <see cref="IPulpDatabase"/> does: derive a test fixture from it to prove a database.
/// </summary>
public abstract class DatabaseSpecification : StoreSpecification
{
    private static readonly Guid Scope = new("0190a5d0-0000-7000-8000-000000000001");

    [Test]
    public async Task What_was_written_is_read_by_another_session()
    {
        await WriteAsync(session => SetAsync(session, "a", 1));
        Assert.That(await ReadAsync(session => session.States.GetAsync(Scope, "a")), Is.EqualTo(new byte[] { 1 }));
    }

    [Test]
    public async Task A_session_sees_its_own_changes()
    {
        var seen = await WriteAsync(async session =>
        {
            await SetAsync(session, "a", 1);
            return await session.States.GetAsync(Scope, "a");
        });
        Assert.That(seen, Is.EqualTo(new byte[] { 1 }));
    }

    [Test]
    public async Task Each_change_of_who_may_do_what_is_counted_once_it_is_durable_and_nothing_else_is()
    {
        var user = (await WriteAsync(session => session.Access.Users.InsertAsync(new User { Username = "jane" })))!;
        var group = (await WriteAsync(session => session.Access.Groups.SaveAsync(new Group(0, "team"))))!;
        var role = (await CountedAsync(session => session.Access.Roles.SaveAsync(new Role { Name = "editor" })))!;
        await CountedAsync(session => session.Access.Users.UpdateAsync(user with { IsActive = false }));
        await CountedAsync(session => session.Access.Groups.SetMemberAsync(group.Id, user.Id, isMember: true));
        await CountedAsync(session => session.Access.Roles.SaveAsync(role with { Permissions = ["demo.view_thing"] }));
        var grant = (await CountedAsync(session => session.Access.Grants.AddAsync(new Grant(Guid.Empty, user.Id, null, "editor", "1", "prn:demo.thing:1", default))))!;
        await CountedAsync(session => session.Access.Grants.RemoveAsync(grant.Id));
        await CountedAsync(session => session.Access.Grants.AddAsync(new Grant(Guid.Empty, null, group.Id, "editor", "1", "prn:demo.thing:1", default)));
        await CountedAsync(async session =>
        {
            await session.Access.Grants.RemoveObjectAsync("prn:demo.thing:1");
            return true;
        });
        await CountedAsync(session => session.Access.Groups.SetMemberAsync(group.Id, user.Id, isMember: false));
        await CountedAsync(session => session.Access.Groups.DeleteAsync(group.Id));
        await CountedAsync(session => session.Access.Roles.DeleteAsync(role.Id));
        await CountedAsync(session => session.Access.Users.DeleteAsync(user.Id));

        var generation = Database.AccessGeneration;
        await WriteAsync(session => SetAsync(session, "a", 1));
        await WriteAsync(session => session.Access.Users.DeleteAsync(user.Id));
        Assert.That(
            () => WriteAsync<bool>(async session =>
            {
                await session.Access.Roles.SaveAsync(new Role { Name = "editor" });
                throw new FormatException("on purpose");
            }),
            Throws.TypeOf<FormatException>());
        Assert.That(Database.AccessGeneration, Is.EqualTo(generation));

        async Task<T> CountedAsync<T>(Func<IStoreSession, ValueTask<T>> change)
        {
            var before = Database.AccessGeneration;
            var result = await WriteAsync(change);
            Assert.That(Database.AccessGeneration, Is.GreaterThan(before));
            return result;
        }
    }

    [Test]
    public async Task Nothing_remains_of_a_change_that_throws()
    {
        Assert.That(
            () => WriteAsync(async session =>
            {
                await SetAsync(session, "a", 1);
                throw new FormatException("on purpose");
            }),
            Throws.TypeOf<FormatException>().With.Message.EqualTo("on purpose"));
        Assert.That(await ValueAsync("a"), Is.Null);
    }

    [Test]
    public async Task A_change_that_throws_takes_no_other_with_it()
    {
        // The first change holds the writer until all the others wait behind it, so that they share its fate where they can.
        using var together = new Handover();
        var first = Task.Run(() => WriteAsync(session =>
        {
            together.Hold();
            return SetAsync(session, "first", 1);
        }));
        await together.Held;
        var others = Enumerable.Range(0, 20).Select(number => WriteAsync(async session =>
        {
            await SetAsync(session, $"{number}", 1);
            if (number % 2 == 1)
                throw new FormatException();
        })).ToList();
        together.Release();
        await first;
        foreach (var (number, change) in others.Index())
        {
            if (number % 2 == 1)
                Assert.That(() => change, Throws.TypeOf<FormatException>());
            else
                await change;
        }

        for (var number = 0; number < 20; number++)
            Assert.That(await ValueAsync($"{number}"), number % 2 == 1 ? Is.Null : Is.EqualTo((byte)1));
    }

    [Test]
    public async Task Changes_are_applied_in_the_order_they_were_handed_in()
    {
        var order = new ConcurrentQueue<int>();
        await Task.WhenAll(Enumerable.Range(0, 200).Select(number => WriteAsync(session =>
        {
            order.Enqueue(number);
            return SetAsync(session, "last", (byte)number);
        })));
        Assert.That(order, Is.EqualTo(Enumerable.Range(0, 200)));
        Assert.That(await ValueAsync("last"), Is.EqualTo((byte)199));
    }

    [Test]
    public async Task A_query_sees_one_state_while_changes_go_on()
    {
        await WriteAsync(session => SetAsync(session, "a", 1));
        using var reading = new Handover();
        var query = Task.Run(() => ReadAsync(async session =>
        {
            var before = await session.States.GetAsync(Scope, "a");
            reading.Hold();
            return (before, await session.States.GetAsync(Scope, "a"), await session.States.GetAsync(Scope, "b"));
        }));
        await reading.Held;
        await WriteAsync(async session =>
        {
            await SetAsync(session, "a", 2);
            await SetAsync(session, "b", 2);
        });
        reading.Release();
        Assert.That(await query, Is.EqualTo((new byte[] { 1 }, new byte[] { 1 }, (byte[]?)null)));
        Assert.That(await ValueAsync("a"), Is.EqualTo((byte)2));
    }

    [Test]
    public async Task A_query_does_not_wait_for_a_change_under_way()
    {
        await WriteAsync(session => SetAsync(session, "a", 1));
        using var writing = new Handover();
        var change = Task.Run(() => WriteAsync(async session =>
        {
            await SetAsync(session, "a", 2);
            writing.Hold();
        }));
        await writing.Held;
        var seen = await ValueAsync("a");
        writing.Release();
        await change;
        Assert.That((seen, await ValueAsync("a")), Is.EqualTo(((byte?)1, (byte?)2)));
    }

    [Test]
    public async Task A_query_cannot_change_anything()
    {
        Assert.That(
            () => ReadAsync(async session =>
            {
                await SetAsync(session, "a", 1);
                return true;
            }),
            Throws.InvalidOperationException.With.Message.Contains("WriteAsync"));
        Assert.That(() => ReadAsync(session => session.Access.Users.DeleteAsync(1)), Throws.InvalidOperationException);
        Assert.That(
            () => ReadAsync(session =>
            {
                session.OnCommitted(() => { });
                return ValueTask.FromResult(true);
            }),
            Throws.InvalidOperationException);
        Assert.That(await ValueAsync("a"), Is.Null);
    }

    [Test]
    public async Task An_action_runs_after_the_commit_and_before_the_task_completes()
    {
        byte? seen = null;
        await WriteAsync(async session =>
        {
            await SetAsync(session, "a", 1);

            // Runs on the writer's thread: the query completes without waiting for anything.
            session.OnCommitted(() => seen = ReadAsync(reader => reader.States.GetAsync(Scope, "a")).GetAwaiter().GetResult()?[0]);
            Assert.That(seen, Is.Null);
        });
        Assert.That(seen, Is.EqualTo((byte)1));
    }

    [Test]
    public async Task Actions_run_in_the_order_of_the_changes_and_not_for_those_that_failed()
    {
        var order = new ConcurrentQueue<int>();
        var changes = Enumerable.Range(0, 50).Select(number => WriteAsync(async session =>
        {
            session.OnCommitted(() => order.Enqueue(number));
            session.OnCommitted(() => order.Enqueue(number + 1000));
            await SetAsync(session, "a", (byte)number);
            if (number % 3 == 0)
                throw new FormatException();
        })).ToList();
        foreach (var change in changes)
            await change.ContinueWith(_ => { }, TaskScheduler.Default);
        Assert.That(order, Is.EqualTo(Enumerable.Range(0, 50).Where(number => number % 3 != 0).SelectMany(number => new[] { number, number + 1000 })));
    }

    [Test]
    public async Task An_action_that_throws_neither_undoes_the_change_nor_stops_the_database()
    {
        await WriteAsync(session =>
        {
            session.OnCommitted(() => throw new FormatException());
            return SetAsync(session, "a", 1);
        });
        await WriteAsync(session => SetAsync(session, "b", 2));
        Assert.That((await ValueAsync("a"), await ValueAsync("b")), Is.EqualTo(((byte?)1, (byte?)2)));
    }

    [Test]
    public async Task A_change_can_be_canceled_while_it_waits()
    {
        using var first = new Handover();
        var holding = Task.Run(() => WriteAsync(session =>
        {
            first.Hold();
            return SetAsync(session, "a", 1);
        }));
        await first.Held;
        using var canceling = new CancellationTokenSource();
        var ran = false;
        var waiting = Database.WriteAsync(
            session =>
            {
                ran = true;
                return ValueTask.FromResult(true);
            },
            canceling.Token);
        await canceling.CancelAsync();
        Assert.That(() => waiting, Throws.InstanceOf<OperationCanceledException>());
        first.Release();
        await holding;
        await WriteAsync(session => SetAsync(session, "b", 2));
        Assert.That(ran, Is.False);
    }

    [Test]
    public void A_canceled_token_starts_nothing()
    {
        var canceled = new CancellationToken(canceled: true);
        Assert.That(() => Database.WriteAsync(session => ValueTask.FromResult(true), canceled), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(() => Database.ReadAsync(session => ValueTask.FromResult(true), canceled), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task Many_readers_and_writers_work_side_by_side()
    {
        await WriteAsync(session => SetPairAsync(session, 0));
        var writers = Enumerable.Range(1, 100).Select(number => Task.Run(() => WriteAsync(session => SetPairAsync(session, (byte)number))));
        var readers = Enumerable.Range(0, 200).Select(_ => Task.Run(() => ReadAsync(async session =>
            (await session.States.GetAsync(Scope, "left"))![0] == (await session.States.GetAsync(Scope, "right"))![0])));
        await Task.WhenAll(writers);
        Assert.That(await Task.WhenAll(readers), Is.All.True);
    }

    [Test]
    public async Task Initializing_twice_is_harmless()
    {
        await WriteAsync(session => SetAsync(session, "a", 1));
        await Database.InitializeAsync();
        Assert.That(await ValueAsync("a"), Is.EqualTo((byte)1));
    }

    [Test]
    public async Task Another_instance_sees_what_was_written()
    {
        await WriteAsync(session => SetAsync(session, "a", 1));
        var other = await OpenAsync(Catalog);
        Assert.That(await other.ReadAsync(session => session.States.GetAsync(Scope, "a")), Is.EqualTo(new byte[] { 1 }));
    }

    [Test]
    public async Task A_whole_database_says_that_it_is()
    {
        if (Database is not IDatabaseIntegrity integrity)
        {
            Assert.Ignore($"The database states that it cannot be checked: it is no {nameof(IDatabaseIntegrity)}.");
            return;
        }

        await WriteAsync(session => SetAsync(session, "a", 1));
        Assert.That(await integrity.FindDamageAsync(), Is.Empty);
    }

    private static ValueTask SetAsync(IStoreSession session, string name, byte value) =>
        session.States.SetAsync(Scope, [new(name, [value])]);

    private static ValueTask SetPairAsync(IStoreSession session, byte value) =>
        session.States.SetAsync(Scope, [new("left", [value]), new("right", [value])]);

    private async Task<byte?> ValueAsync(string name) => (await ReadAsync(session => session.States.GetAsync(Scope, name)))?[0];

    /// <summary>Lets a test stop a delegate at a point and continue it.</summary>
    private sealed class Handover : IDisposable
    {
        private readonly TaskCompletionSource held = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ManualResetEventSlim released = new();

        public Task Held => held.Task;

        public void Hold()
        {
            held.TrySetResult();
            released.Wait();
        }

        public void Release() => released.Set();

        public void Dispose() => released.Dispose();
    }
}
