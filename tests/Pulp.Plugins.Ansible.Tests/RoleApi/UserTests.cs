using Pulp.Plugins.Ansible.Tests.Support;

namespace Pulp.Plugins.Ansible.Tests.RoleApi;

/// <summary>Asks for users.</summary>
[TestFixture]
public sealed class UserTests : GalaxyTest
{
    private const string Users = "/pulp_ansible/galaxy/users/api/v1/users/";

    [OneTimeSetUp]
    public Task Prepare() => Host.CreateRepositoryAsync("users");

    [Test]
    public async Task Who_may_see_users_sees_them_in_pages_and_others_see_themselves()
    {
        var (zoe, yves) = (await Host.CreateUserAsync("zoe"), await Host.CreateUserAsync("yves"));

        var page = await Host.GetJsonAsync(Users + "?sort=-username&page_size=1", "admin");
        var mine = await Host.GetJsonAsync(Users, "yves");

        Assert.That(page.GetProperty("count").GetInt32(), Is.GreaterThan(2));
        Assert.That(Texts(page.GetProperty("results"), "username"), Is.EqualTo(new[] { "zoe" }));
        Assert.That(page.GetProperty("next_link").GetString(), Does.EndWith("?sort=-username&page=2&page_size=1"));
        Assert.That(Texts(mine.GetProperty("results"), "username"), Is.EqualTo(new[] { "yves" }));
        Assert.That((await Host.GetJsonAsync(Users + "?username=zoe", "admin")).GetProperty("results")[0].GetProperty("id").GetInt64(), Is.EqualTo(zoe.Id));
        Assert.That((await Host.GetJsonAsync($"{Users}{yves.Id}/", "yves")).GetProperty("username").GetString(), Is.EqualTo("yves"));
        Assert.That((await Host.GetJsonAsync($"{Users}{yves.Id}/", "admin")).GetProperty("username").GetString(), Is.EqualTo("yves"));
        await AssertAsync(await Host.GetAsync($"{Users}{zoe.Id}/", "yves"), 404, "not_found");
    }

    [TestCase("", null, 401)]
    [TestCase("1/", null, 401)]
    [TestCase("x/", "admin", 404)]
    [TestCase("?sort=password", "admin", 400)]
    [TestCase("?page=1000", "admin", 404)]
    public async Task Users_are_not_for_everyone(string rest, string? user, int status) => await AssertAsync(await Host.GetAsync(Users + rest, user), status);
}
