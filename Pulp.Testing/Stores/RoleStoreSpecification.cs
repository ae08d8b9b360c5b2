#pragma warning disable CS1591 // The names of the tests are the documentation.
using NUnit.Framework;
using Pulp.Access;
using Pulp.Queries;
using Pulp.Stores;

namespace Pulp.Testing.Stores;

/// <summary>
/// States what every <see cref="IRoleStore"/> and <see cref="IGrantStore"/> does.
/// </summary>
public abstract class RoleStoreSpecification : StoreSpecification
{
    private long user;
    private long group;

    [Test]
    public async Task A_role_is_made_and_changed()
    {
        var made = Clock.GetUtcNow();
        var role = (await SaveAsync(new Role { Name = "editor", Description = "May edit", Permissions = ["a.view_x", "a.change_x"], Locked = true }))!;
        Clock.Advance(TimeSpan.FromHours(1));
        var changed = (await SaveAsync(role with { Description = null, Permissions = ["a.view_x"], Locked = false }))!;
        Assert.That(role.Id, Is.Not.EqualTo(Guid.Empty));
        Assert.That((changed.Created, changed.LastUpdated), Is.EqualTo((made, made.AddHours(1))));
        var read = (await ReadAsync(session => session.Access.Roles.FindAsync("editor")))!;
        Assert.That((read.Id, read.Description, read.Locked, string.Join(' ', read.Permissions)), Is.EqualTo((role.Id, (string?)null, false, "a.view_x")));
    }

    [Test]
    public async Task A_name_is_taken_once_and_a_role_that_is_gone_cannot_be_changed()
    {
        var editor = (await SaveAsync(new Role { Name = "editor" }))!;
        var viewer = (await SaveAsync(new Role { Name = "viewer" }))!;
        Assert.That(await SaveAsync(new Role { Name = "editor" }), Is.Null);
        Assert.That(await SaveAsync(viewer with { Name = "editor" }), Is.Null);
        Assert.That(await WriteAsync(session => session.Access.Roles.DeleteAsync(editor.Id)), Is.True);
        Assert.That(await WriteAsync(session => session.Access.Roles.DeleteAsync(editor.Id)), Is.False);
        Assert.That(await SaveAsync(editor), Is.Null);
    }

    [Test]
    public async Task Roles_are_found_by_permission()
    {
        await SaveAsync(new Role { Name = "editor", Permissions = ["a.view_x", "a.change_x"] });
        await SaveAsync(new Role { Name = "viewer", Permissions = ["a.view_x"], Locked = true });
        Assert.That(await NamesAsync(new Condition.Compare("permissions", Comparison.HasMember, "a.view_x")), Is.EqualTo(new[] { "editor", "viewer" }));
        Assert.That(await NamesAsync(new Condition.Compare("permissions", Comparison.HasMember, "a.change_x")), Is.EqualTo(new[] { "editor" }));
        Assert.That(await NamesAsync(Condition.Equal("locked", true)), Is.EqualTo(new[] { "viewer" }));
        Assert.That(() => NamesAsync(Condition.Equal("permissions", "a.view_x")), Throws.ArgumentException.With.Message.Contains("permissions"));
    }

    [Test]
    public async Task A_user_has_its_own_grants_and_those_of_its_groups()
    {
        await MakeHoldersAsync();
        var own = await AddAsync(new Grant(default, user, null, "editor", null, null, default));
        var shared = await AddAsync(new Grant(default, null, group, "viewer", "17", "prn:a.b:17", default));
        Assert.That(own!.Created, Is.EqualTo(Clock.GetUtcNow()));
        Assert.That(await ReadAsync(session => session.Access.Grants.OfUserAsync(user)), Is.EqualTo(new[] { own, shared }));
        Assert.That(await ReadAsync(session => session.Access.Grants.GivenToAsync(user, null)), Is.EqualTo(new[] { own }));
        Assert.That(await ReadAsync(session => session.Access.Grants.GivenToAsync(null, group)), Is.EqualTo(new[] { shared }));
        Assert.That(await ReadAsync(session => session.Access.Grants.OnObjectAsync("17")), Is.EqualTo(new[] { shared }));

        await WriteAsync(session => session.Access.Groups.SetMemberAsync(group, user, false));
        Assert.That(await ReadAsync(session => session.Access.Grants.OfUserAsync(user)), Is.EqualTo(new[] { own }));
    }

    [Test]
    public async Task A_role_is_given_once_per_object()
    {
        await MakeHoldersAsync();
        foreach (var given in new Grant[]
        {
            new(default, user, null, "editor", null, null, default),
            new(default, user, null, "editor", "17", "prn:a.b:17", default),
            new(default, user, null, "editor", "17", "prn:a.c:17", default),
            new(default, null, group, "editor", null, null, default),
        })
        {
            Assert.That(await AddAsync(given), Is.Not.Null);
            Assert.That(await AddAsync(given), Is.Null);
        }
    }

    [Test]
    public async Task A_grant_to_nobody_or_of_no_role_is_refused()
    {
        await MakeHoldersAsync();
        Assert.That(() => AddAsync(new Grant(default, null, null, "editor", null, null, default)), Throws.ArgumentException);
        Assert.That(() => AddAsync(new Grant(default, user, group, "editor", null, null, default)), Throws.ArgumentException);
        Assert.That(() => AddAsync(new Grant(default, 4711, null, "editor", null, null, default)), Throws.ArgumentException.With.Message.Contains("4711"));
        Assert.That(() => AddAsync(new Grant(default, user, null, "unknown", null, null, default)), Throws.ArgumentException.With.Message.Contains("unknown"));
    }

    [Test]
    public async Task Grants_end_alone_or_with_their_role_group_or_object()
    {
        await MakeHoldersAsync();
        var alone = await AddAsync(new Grant(default, user, null, "editor", null, null, default));
        await AddAsync(new Grant(default, user, null, "viewer", null, null, default));
        await AddAsync(new Grant(default, user, null, "editor", "17", "prn:a.b:17", default));
        var namesake = await AddAsync(new Grant(default, user, null, "editor", "17", "prn:a.c:17", default));
        await AddAsync(new Grant(default, null, group, "editor", null, null, default));

        Assert.That(await WriteAsync(session => session.Access.Grants.RemoveAsync(alone!.Id)), Is.True);
        Assert.That(await WriteAsync(session => session.Access.Grants.RemoveAsync(alone!.Id)), Is.False);
        await WriteAsync(session => session.Access.Grants.RemoveObjectAsync("prn:a.b:17"));
        Assert.That((await ReadAsync(session => session.Access.Grants.OnObjectAsync("17"))).Select(grant => grant.Id), Is.EqualTo(new[] { namesake!.Id }));
        await WriteAsync(session => session.Access.Grants.RemoveAsync(namesake!.Id));
        await WriteAsync(session => session.Access.Groups.DeleteAsync(group));
        Assert.That((await ReadAsync(session => session.Access.Grants.OfUserAsync(user))).Select(grant => grant.RoleName), Is.EqualTo(new[] { "viewer" }));
        await WriteAsync(async session => await session.Access.Roles.DeleteAsync((await session.Access.Roles.FindAsync("viewer"))!.Id));
        Assert.That(await ReadAsync(session => session.Access.Grants.OfUserAsync(user)), Is.Empty);
    }

    private async Task MakeHoldersAsync() => await WriteAsync(async session =>
    {
        user = (await session.Access.Users.InsertAsync(new User { Username = "jane" }))!.Id;
        group = (await session.Access.Groups.SaveAsync(new Group(0, "team")))!.Id;
        await session.Access.Groups.SetMemberAsync(group, user, true);
        await session.Access.Roles.SaveAsync(new Role { Name = "editor" });
        await session.Access.Roles.SaveAsync(new Role { Name = "viewer" });
    });

    private Task<Role?> SaveAsync(Role role) => WriteAsync(session => session.Access.Roles.SaveAsync(role));

    private Task<Grant?> AddAsync(Grant grant) => WriteAsync(session => session.Access.Grants.AddAsync(grant));

    private async Task<IEnumerable<string>> NamesAsync(Condition where)
    {
        var query = new Query { Where = where, OrderBy = [new Ordering("name")] };
        return (await ReadAsync(session => session.Access.Roles.QueryAsync(query))).Items.Select(role => role.Name);
    }
}
