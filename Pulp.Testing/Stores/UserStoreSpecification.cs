#pragma warning disable CS1591 // The names of the tests are the documentation.
using NUnit.Framework;
using Pulp.Access;
using Pulp.Queries;
using Pulp.Stores;

namespace Pulp.Testing.Stores;

/// <summary>
/// States what every <see cref="IUserStore"/> does.
/// </summary>
public abstract class UserStoreSpecification : StoreSpecification
{
    [Test]
    public async Task A_user_is_read_back_by_number_and_by_login()
    {
        var user = new User
        {
            Username = "jane",
            PasswordHash = "hash",
            FirstName = "Jane",
            LastName = "Doe",
            Email = "jane@example.org",
            IsStaff = true,
            IsActive = false,
            IsSuperuser = true,
            SecurityStamp = 5,
        };
        var saved = await WriteAsync(session => session.Access.Users.InsertAsync(user));
        Assert.That(saved, Is.EqualTo(user with { Id = saved!.Id, DateJoined = Clock.GetUtcNow() }));
        Assert.That(saved.Id, Is.Positive);
        Assert.That(await ReadAsync(session => session.Access.Users.GetAsync(saved.Id)), Is.EqualTo(saved));
        Assert.That(await ReadAsync(session => session.Access.Users.FindAsync("jane")), Is.EqualTo(saved));
        Assert.That(await ReadAsync(session => session.Access.Users.FindAsync("Jane")), Is.Null);
    }

    [Test]
    public async Task A_login_is_taken_once()
    {
        await InsertAsync("jane");
        var other = await InsertAsync("john");
        Assert.That(await WriteAsync(session => session.Access.Users.InsertAsync(new User { Username = "jane" })), Is.Null);
        Assert.That(await WriteAsync(session => session.Access.Users.UpdateAsync(other with { Username = "jane" })), Is.False);
        Assert.That(await ReadAsync(session => session.Access.Users.GetAsync(other.Id)), Is.EqualTo(other));
    }

    [Test]
    public async Task A_changed_user_is_saved()
    {
        var changed = await InsertAsync("jane") with { Username = "joan", IsActive = false, SecurityStamp = 2, PasswordHash = null };
        Assert.That(await WriteAsync(session => session.Access.Users.UpdateAsync(changed)), Is.True);
        Assert.That(await ReadAsync(session => session.Access.Users.FindAsync("joan")), Is.EqualTo(changed));
        Assert.That(await WriteAsync(session => session.Access.Users.UpdateAsync(changed with { Id = 4711 })), Is.False);
    }

    [Test]
    public async Task A_user_goes_with_memberships_grants_and_tokens_and_the_number_is_not_used_again()
    {
        var user = await InsertAsync("jane");
        var hash = new byte[] { 1, 2, 3 };
        await WriteAsync(async session =>
        {
            var group = await session.Access.Groups.SaveAsync(new Group(0, "team"));
            await session.Access.Groups.SetMemberAsync(group!.Id, user.Id, true);
            await session.Access.Roles.SaveAsync(new Role { Name = "viewer" });
            await session.Access.Grants.AddAsync(new Grant(default, user.Id, null, "viewer", "1", "prn:a.b:1", default));
            await session.Access.Tokens.SaveAsync(new ApiToken { Id = Guid.CreateVersion7(), UserId = user.Id, Name = "ci", Hash = hash });
        });
        Assert.That(await WriteAsync(session => session.Access.Users.DeleteAsync(user.Id)), Is.True);
        Assert.That(await WriteAsync(session => session.Access.Users.DeleteAsync(user.Id)), Is.False);
        var again = await InsertAsync("jane");
        Assert.That(again.Id, Is.Not.EqualTo(user.Id));
        Assert.That(await ReadAsync(session => session.Access.Grants.OnObjectAsync("1")), Is.Empty);
        Assert.That(await ReadAsync(session => session.Access.Tokens.FindAsync(hash)), Is.Null);
        Assert.That(await ReadAsync(async session => await session.Access.Groups.MembersAsync((await session.Access.Groups.FindAsync("team"))!.Id)), Is.Empty);
    }

    [Test]
    public async Task Users_are_listed_by_declared_fields_only()
    {
        await InsertAsync("jane");
        await InsertAsync("John");
        await InsertAsync("jack");
        Assert.That(await NamesAsync(new Condition.Compare("username", Comparison.StartsWith, "ja"), new Ordering("username")), Is.EqualTo(new[] { "jack", "jane" }));
        Assert.That(await NamesAsync(new Condition.Compare("username", Comparison.ContainsIgnoreCase, "JO"), default), Is.EqualTo(new[] { "John" }));
        Assert.That(await NamesAsync(Condition.Equal("is_active", true), new Ordering("id", Descending: true)), Is.EqualTo(new[] { "jack", "John", "jane" }));
        Assert.That(
            () => NamesAsync(Condition.Equal("password_hash", "x"), default),
            Throws.ArgumentException.With.Message.Contains("password_hash"));
        Assert.That(
            () => NamesAsync(null, new Ordering("password_hash")),
            Throws.ArgumentException.With.Message.Contains("password_hash"));
    }

    private async Task<User> InsertAsync(string username) =>
        (await WriteAsync(session => session.Access.Users.InsertAsync(new User { Username = username })))!;

    private async Task<IEnumerable<string>> NamesAsync(Condition? where, Ordering order)
    {
        var query = new Query { Where = where, OrderBy = order.Field is null ? [] : [order] };
        return (await ReadAsync(session => session.Access.Users.QueryAsync(query))).Items.Select(user => user.Username);
    }
}
