using Microsoft.Extensions.DependencyInjection;
using Pulp.Plugins.Ansible.Tests.Support;

namespace Pulp.Plugins.Ansible.Tests.Protocol;

[TestFixture]
public sealed class GalaxyAccessTests : GalaxyTest
{
    private const string Collection = "collections/index/acme/tools/";
    private const string File = "collections/artifacts/acme-tools-1.0.0.tar.gz";

    [Test]
    public async Task A_private_repository_is_for_those_who_may_view_it_also_when_it_becomes_private_later()
    {
        var repository = await Host.CreateRepositoryAsync("secret");
        await Host.AddAsync(repository, await Host.CollectionAsync("acme.tools", "1.0.0"));
        var reader = await Host.CreateUserAsync("reader");
        await Host.CreateUserAsync("stranger");
        await Host.GrantAsync(reader, "ansible.ansiblerepository_viewer", repository);
        string[] paths = [ContentOf("secret") + Collection, ContentOf("secret") + Collection + "versions/", ContentOf("secret") + File, ContentOf("secret") + "collections/all-versions/", "/pulp_ansible/galaxy/secret/api/"];
        foreach (var path in paths)
        {
            // Twice: the second answer comes from memory.
            await AssertAsync(await Host.GetAsync(path), 200);
            await AssertAsync(await Host.GetAsync(path), 200);
        }

        repository = await Host.UpdateAsync(repository with { Private = true });
        foreach (var path in paths)
        {
            await AssertAsync(await Host.GetAsync(path), 401, "not_authenticated");
            await AssertAsync(await Host.GetAsync(path, "stranger"), 404, "not_found");
            await AssertAsync(await Host.GetAsync(path, "reader"), 200);
            await AssertAsync(await Host.GetAsync(path, "admin"), 200);
        }

        await Host.UpdateAsync(repository with { Private = false });
        await AssertAsync(await Host.GetAsync(paths[0]), 200);
    }

    [Test]
    public async Task A_wrong_login_is_refused_even_where_none_is_needed()
    {
        await Host.AddAsync(await Host.CreateRepositoryAsync("open"), await Host.CollectionAsync("acme.tools", "1.0.0"));
        var path = ContentOf("open") + Collection;
        await AssertAsync(await Host.GetAsync(path), 200);
        await AssertAsync(await Host.SendAsync(HttpMethod.Get, path, password: "wrong"), 401, "not_authenticated");
        await AssertAsync(await Host.SendAsync(HttpMethod.Get, path, authorization: "Token wrong"), 401, "not_authenticated");
        await AssertAsync(await Host.SendAsync(HttpMethod.Get, "/pulp_ansible/galaxy/open/api/", authorization: "Token wrong"), 401, "not_authenticated");
    }

    [TestCase("/pulp_ansible/galaxy/default/api/v3/auth/token/")]
    [TestCase("/api/galaxy/v3/auth/token/")]
    public async Task A_user_has_one_token_and_a_new_one_ends_the_old(string path)
    {
        await AssertAsync(await Host.SendAsync(HttpMethod.Post, path, user: null), 401, "not_authenticated");
        var first = await TokenAsync(path);
        foreach (var scheme in new[] { "Token", "Bearer" })
            await AssertAsync(await Host.SendAsync(HttpMethod.Post, path, authorization: $"{scheme} wrong"), 401, "not_authenticated");
        await AssertAsync(await Host.SendAsync(HttpMethod.Get, "/api/galaxy/", authorization: $"Token {first}"), 200);
        var second = await TokenAsync(path);
        await AssertAsync(await Host.SendAsync(HttpMethod.Get, "/api/galaxy/", authorization: $"Token {first}"), 401, "not_authenticated");
        await AssertAsync(await Host.SendAsync(HttpMethod.Get, "/api/galaxy/", authorization: $"Bearer {second}"), 200);
        await AssertAsync(await Host.SendAsync(HttpMethod.Delete, path, authorization: $"Token {second}"), 204);
        await AssertAsync(await Host.SendAsync(HttpMethod.Get, "/api/galaxy/", authorization: $"Token {second}"), 401, "not_authenticated");
    }

    [Test]
    public async Task Settings_ask_for_a_login_to_view_or_to_download()
    {
        await using var host = await GalaxyHost.StartAsync(services => services.Configure<AnsibleOptions>(options => options.AnonymousDownload = false));
        await host.AddAsync(await host.CreateRepositoryAsync("seen"), await host.CollectionAsync("acme.tools", "1.0.0"));
        await AssertAsync(await host.GetAsync(ContentOf("seen") + Collection), 200);
        await AssertAsync(await host.GetAsync(ContentOf("seen") + File), 401, "not_authenticated");
        await host.CreateUserAsync("someone");
        await AssertAsync(await host.GetAsync(ContentOf("seen") + File, "someone"), 200);

        await using var closed = await GalaxyHost.StartAsync(services => services.Configure<AnsibleOptions>(options => options.AnonymousView = false));
        await closed.AddAsync(await closed.CreateRepositoryAsync("unseen"), await closed.CollectionAsync("acme.tools", "1.0.0"));
        await AssertAsync(await closed.GetAsync(ContentOf("unseen") + Collection, "admin"), 200);
        await AssertAsync(await closed.GetAsync(ContentOf("unseen") + Collection), 401, "not_authenticated");
    }

    private async Task<string> TokenAsync(string path)
    {
        using var answer = await Host.SendAsync(HttpMethod.Post, path);
        return System.Text.Json.JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("token").GetString()!;
    }
}
