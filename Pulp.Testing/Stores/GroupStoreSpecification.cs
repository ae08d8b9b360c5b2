#pragma warning disable CS1591 // The names of the tests are the documentation.
using NUnit.Framework;
using Pulp.Access;
using Pulp.Queries;
using Pulp.Stores;

namespace Pulp.Testing.Stores;

/// <summary>
/// States what every <see cref="IGroupStore"/> does.
/// </summary>
public abstract class GroupStoreSpecification : StoreSpecification
{
    [Test]
    public async Task A_group_is_made_renamed_and_deleted()
    {
        var group = await SaveAsync(new Group(0, "team"));
        Assert.That(await ReadAsync(session => session.Access.Groups.GetAsync(group!.Id)), Is.EqualTo(group));
        Assert.That(await SaveAsync(group! with { Name = "crew" }), Is.EqualTo(group with { Name = "crew" }));
        Assert.That(await ReadAsync(session => session.Access.Groups.FindAsync("crew")), Is.EqualTo(group with { Name = "crew" }));
        Assert.That(await WriteAsync(session => session.Access.Groups.DeleteAsync(group.Id)), Is.True);
        Assert.That(await WriteAsync(session => session.Access.Groups.DeleteAsync(group.Id)), Is.False);
        Assert.That(await SaveAsync(group), Is.Null);
    }

    [Test]
    public async Task A_name_is_taken_once()
    {
        await SaveAsync(new Group(0, "team"));
        var other = await SaveAsync(new Group(0, "crew"));
        Assert.That(await SaveAsync(new Group(0, "team")), Is.Null);
        Assert.That(await SaveAsync(other! with { Name = "team" }), Is.Null);
        var page = await ReadAsync(session => session.Access.Groups.QueryAsync(new Query { OrderBy = [new Ordering("name")] }));
        Assert.That(page.Items.Select(group => group.Name), Is.EqualTo(new[] { "crew", "team" }));
    }

    [Test]
    public async Task Members_come_and_go()
    {
        var group = (await SaveAsync(new Group(0, "team")))!;
        var users = await WriteAsync(async session => new[]
        {
            await session.Access.Users.InsertAsync(new User { Username = "john" }),
            await session.Access.Users.InsertAsync(new User { Username = "jane" }),
        });
        Assert.That(await SetAsync(group.Id, users[0]!.Id, true), Is.True);
        Assert.That(await SetAsync(group.Id, users[0]!.Id, true), Is.False);
        Assert.That(await SetAsync(group.Id, users[1]!.Id, true), Is.True);
        Assert.That(await SetAsync(group.Id, 4711, true), Is.False);
        Assert.That(await SetAsync(4711, users[0]!.Id, true), Is.False);
        Assert.That(await ReadAsync(session => session.Access.Groups.MembersAsync(group.Id)), Is.EqualTo(new[] { users[1], users[0] }));
        Assert.That(await ReadAsync(session => session.Access.Groups.OfUserAsync(users[0]!.Id)), Is.EqualTo(new[] { group }));

        Assert.That(await SetAsync(group.Id, users[0]!.Id, false), Is.True);
        Assert.That(await SetAsync(group.Id, users[0]!.Id, false), Is.False);
        Assert.That(await ReadAsync(session => session.Access.Groups.OfUserAsync(users[0]!.Id)), Is.Empty);
    }

    private Task<Group?> SaveAsync(Group group) => WriteAsync(session => session.Access.Groups.SaveAsync(group));

    private Task<bool> SetAsync(long group, long user, bool isMember) => WriteAsync(session => session.Access.Groups.SetMemberAsync(group, user, isMember));
}
