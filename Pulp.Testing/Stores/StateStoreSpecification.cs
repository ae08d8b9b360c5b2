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
