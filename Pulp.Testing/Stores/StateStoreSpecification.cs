#pragma warning disable CS1591 // The names of the tests are the documentation.
using NUnit.Framework;
using Pulp.Stores;

namespace Pulp.Testing.Stores;

/// <summary>
/// States what every <see cref="IStateStore"/> does.
/// </summary>
public abstract class StateStoreSpecification : StoreSpecification
{
    private readonly Guid scope = Guid.NewGuid();

    [Test]
    public async Task A_value_belongs_to_its_scope()
    {
        await WriteAsync(session => session.States.SetAsync(scope, [new("etag", [1, 2]), new("empty", [])]));
        Assert.That(await ReadAsync(session => session.States.GetAsync(scope, "etag")), Is.EqualTo(new byte[] { 1, 2 }));
        Assert.That(await ReadAsync(session => session.States.GetAsync(scope, "empty")), Is.Empty);
        Assert.That(await ReadAsync(session => session.States.GetAsync(Guid.NewGuid(), "etag")), Is.Null);
        Assert.That(await ReadAsync(session => session.States.GetAsync(scope, "ETag")), Is.Null);
    }

    [Test]
    public async Task Setting_replaces_and_null_removes()
    {
        await WriteAsync(session => session.States.SetAsync(scope, [new("a", [1]), new("b", [1])]));
        await WriteAsync(session => session.States.SetAsync(scope, [new("a", [2]), new("b", null), new("c", null)]));
        Assert.That(await ReadAsync(session => session.States.GetAsync(scope, "a")), Is.EqualTo(new byte[] { 2 }));
        Assert.That(await ReadAsync(session => session.States.GetAsync(scope, "b")), Is.Null);
    }

    [Test]
    public async Task Values_are_listed_by_the_beginning_of_their_names()
    {
        await WriteAsync(session => session.States.SetAsync(scope, [new("b/2", [2]), new("b/1", [1]), new("b/3", [3]), new("b", [0]), new("c/1", [0]), new("B/1", [0])]));
        await WriteAsync(session => session.States.SetAsync(Guid.NewGuid(), [new("b/4", [4])]));
        var first = await ReadAsync(session => session.States.ListAsync(scope, "b/", null, 2));
        Assert.That(first.Select(value => (value.Key, value.Value[0])), Is.EqualTo(new[] { ("b/1", (byte)1), ("b/2", (byte)2) }));
        Assert.That((await ReadAsync(session => session.States.ListAsync(scope, "b/", "b/2", 2))).Select(value => value.Key), Is.EqualTo(new[] { "b/3" }));
        Assert.That(await ReadAsync(session => session.States.ListAsync(scope, "b/", "b/3", 2)), Is.Empty);
    }

    [Test]
    public async Task Clearing_takes_one_scope_only()
    {
        var other = Guid.NewGuid();
        await WriteAsync(session => session.States.SetAsync(scope, [new("a", [1])]));
        await WriteAsync(session => session.States.SetAsync(other, [new("a", [1])]));
        await WriteAsync(session => session.States.ClearAsync(scope));
        Assert.That(await ReadAsync(session => session.States.GetAsync(scope, "a")), Is.Null);
        Assert.That(await ReadAsync(session => session.States.GetAsync(other, "a")), Is.Not.Null);
    }
}
