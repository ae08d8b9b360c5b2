using Pulp.Access;
using Pulp.Plugins;
using Pulp.Resources;
using Pulp.Tests.Support;

namespace Pulp.Tests.Access;

[TestFixture]
internal sealed class AccessEvaluatorTests
{
    private TestPulp test = null!;
    private User user = null!;
    private DemoRepository mine = null!;
    private DemoRepository other = null!;
    private ResourceType type = null!;

    private string View => type.Permission("view");

    private string Change => type.Permission("change");

    [SetUp]
    public async Task SetUp()
    {
        test = await TestPulp.StartAsync();
        user = (await test.Database.WriteAsync(session => session.Access.Users.InsertAsync(new User { Username = "ann" })))!;
        type = test.Get<PulpCatalog>().ResourceTypeOf(typeof(DemoRepository));
        mine = (DemoRepository)((ChangeOutcome.Done)await test.Get<ResourceChanges>().CreateAsync(new DemoRepository { Name = "mine" }, user.Id)).Resource;
        other = await test.RepositoryAsync("other");
    }

    [TearDown]
    public async Task TearDown() => await test.DisposeAsync();

    [Test]
    public async Task The_creator_of_a_resource_becomes_its_owner_until_it_is_deleted()
    {
        var caller = new Caller(user);
        Assert.That(await AllowedAsync(caller, Change, mine), Is.True);
        Assert.That(await AllowedAsync(caller, Change, other), Is.False);
        Assert.That(await AllowedAsync(caller, Change, null), Is.False);
        Assert.That(await AllowedAsync(caller, type.Permission("add"), null), Is.False);
        var visible = await test.Get<IAccessEvaluator>().VisibleAsync(caller, View, default);
        Assert.That((visible.IsAll, visible.Includes(mine.Id.ToString()), visible.Includes(other.Id.ToString())), Is.EqualTo((false, true, false)));
        await test.Pulp.DeleteAsync(mine);
        Assert.That(await test.Database.ReadAsync(session => session.Access.Grants.OfUserAsync(user.Id)), Is.Empty);
    }

    [Test]
    public async Task Grants_hold_everywhere_on_one_object_and_through_groups()
    {
        var caller = new Caller(user);
        await GrantAsync(user.Id, null, BuiltInRoles.ViewerOf(type), other);
        Assert.That(await AllowedAsync(caller, View, other), Is.True);
        Assert.That(await AllowedAsync(caller, Change, other), Is.False);

        var group = (await test.Database.WriteAsync(session => session.Access.Groups.SaveAsync(new Group(0, "team"))))!;
        await GrantAsync(null, group.Id, BuiltInRoles.OwnerOf(type), null);
        Assert.That(await AllowedAsync(caller, Change, other), Is.False);
        await test.Database.WriteAsync(session => session.Access.Groups.SetMemberAsync(group.Id, user.Id, true));
        Assert.That(await AllowedAsync(caller, Change, other), Is.True);
        Assert.That(await AllowedAsync(caller, Change, null), Is.True);
        Assert.That((await test.Get<IAccessEvaluator>().VisibleAsync(caller, View, default)).IsAll, Is.True);
        await test.Database.WriteAsync(session => session.Access.Groups.SetMemberAsync(group.Id, user.Id, false));
        Assert.That(await AllowedAsync(caller, Change, other), Is.False);
    }

    [TestCase("demo.view_demorepository", true)]
    [TestCase("demo.*", true)]
    [TestCase("*.view_*", true)]
    [TestCase("*", true)]
    [TestCase("demo.change_*", false)]
    [TestCase("DEMO.*", false)]
    [TestCase("", false)]
    public async Task A_token_narrows_what_even_a_superuser_may(string scope, bool allowed)
    {
        var token = new ApiToken { Id = Guid.NewGuid(), UserId = user.Id, Name = "t", Hash = [], Scopes = [scope] };
        var caller = new Caller(user with { IsSuperuser = true }, token);
        Assert.That(await AllowedAsync(caller, View, other), Is.EqualTo(allowed));
        Assert.That((await test.Get<IAccessEvaluator>().VisibleAsync(caller, View, default)).Includes(other.Id.ToString()), Is.EqualTo(allowed));
    }

    [Test]
    public async Task A_token_for_objects_reaches_only_those_its_user_may()
    {
        var token = new ApiToken { Id = Guid.NewGuid(), UserId = user.Id, Name = "t", Hash = [], Objects = [type.PrnOf(mine.Id), type.PrnOf(other.Id)] };
        var caller = new Caller(user, token);
        Assert.That(await AllowedAsync(caller, View, mine), Is.True);
        Assert.That(await AllowedAsync(caller, View, other), Is.False);
        var root = new Caller(user with { IsSuperuser = true }, token with { Objects = [type.PrnOf(mine.Id)] });
        Assert.That(await AllowedAsync(root, View, mine), Is.True);
        Assert.That(await AllowedAsync(root, View, other), Is.False);
        Assert.That(await AllowedAsync(root, type.Permission("add"), null), Is.False);
        var visible = await test.Get<IAccessEvaluator>().VisibleAsync(root, View, default);
        Assert.That((visible.IsAll, visible.Includes(mine.Id.ToString()), visible.Includes(other.Id.ToString())), Is.EqualTo((false, true, false)));
        Assert.That(await AllowedAsync(Caller.Anonymous, View, mine), Is.False);
        Assert.That(await AllowedAsync(new Caller(user with { IsSuperuser = true }), View, other), Is.True);
    }

    [Test]
    public async Task Built_in_roles_are_made_once_and_mended()
    {
        var setup = test.Get<IEnumerable<IStartupStep>>().OfType<RoleSetup>().Single();
        var count = await test.CountAsync("SELECT count(*) FROM role");
        Assert.That(count, Is.GreaterThan(20));
        var owner = (await test.Database.ReadAsync(session => session.Access.Roles.FindAsync(BuiltInRoles.OwnerOf(type))))!;
        Assert.That(owner.Locked, Is.True);
        Assert.That(owner.Permissions, Does.Contain(Change));
        await test.Database.WriteAsync(session => session.Access.Roles.SaveAsync(owner with { Permissions = ["demo.former"] }));
        await setup.RunAsync(default);
        await setup.RunAsync(default);
        Assert.That(await test.CountAsync("SELECT count(*) FROM role"), Is.EqualTo(count));
        var mended = (await test.Database.ReadAsync(session => session.Access.Roles.FindAsync(owner.Name)))!;
        Assert.That((mended.Id, string.Join(' ', mended.Permissions)), Is.EqualTo((owner.Id, string.Join(' ', owner.Permissions))));
        Assert.That(await AllowedAsync(new Caller(user), Change, mine), Is.True);
    }

    private ValueTask<bool> AllowedAsync(Caller caller, string permission, Resource? resource) =>
        test.Get<IAccessEvaluator>().IsAllowedAsync(caller, permission, resource is null ? null : type.PrnOf(resource.Id), default);

    private Task<Grant?> GrantAsync(long? userId, long? groupId, string role, Resource? resource) => test.Database.WriteAsync(session =>
        session.Access.Grants.AddAsync(new Grant(Guid.Empty, userId, groupId, role, resource?.Id.ToString(), resource is null ? null : type.PrnOf(resource.Id), default)));
}
