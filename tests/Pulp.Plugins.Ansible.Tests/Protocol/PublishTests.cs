using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Tests.Support;

namespace Pulp.Plugins.Ansible.Tests.Protocol;

[TestFixture]
public sealed class PublishTests : GalaxyTest
{
    [TestCase("/pulp_ansible/galaxy/{0}/api/v3/artifacts/collections/", "direct")]
    [TestCase("/api/galaxy/content/{0}/v3/artifacts/collections/", "hub")]
    [TestCase("/pulp_ansible/galaxy/default/api/v3/plugin/ansible/content/{0}/collections/artifacts/", "content")]
    public async Task A_collection_is_published_by_an_import(string address, string name)
    {
        await Host.CreateRepositoryAsync(name);
        var builder = new CollectionBuilder("acme", name);
        var archive = builder.Build();
        using var answer = await PublishAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, address, name), archive, builder.FileName, Sha256(archive));
        Assert.That((int)answer.StatusCode, Is.EqualTo(202), await answer.Content.ReadAsStringAsync());
        var import = await ImportAsync(answer);
        Assert.That(import.GetProperty("state").GetString(), Is.EqualTo("completed"), import.GetRawText());
        Assert.That(import.GetProperty("error").ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That(import.GetProperty("finished_at").GetString(), Does.EndWith("Z"));
        var version = await Host.GetJsonAsync(ContentOf(name) + $"collections/index/acme/{name}/versions/1.0.0/");
        Assert.That(version.GetProperty("artifact").GetProperty("sha256").GetString(), Is.EqualTo(Sha256(archive)));
        Assert.That(await Host.Client.GetByteArrayAsync(new Uri(version.GetProperty("download_url").GetString()!)), Is.EqualTo(archive));
    }

    // Refused before the file was read to its end.
    [TestCase(true)]
    [TestCase(false)]
    public async Task A_file_is_refused_by_its_name_alone(bool isBase64)
    {
        var name = "early" + (isBase64 ? "coded" : "plain");
        await Host.CreateRepositoryAsync(name);
        var path = $"/pulp_ansible/galaxy/{name}/api/v3/artifacts/collections/";
        await AssertAsync(await PublishAsync(path, new byte[300_000], "acme.tar.gz", isBase64: isBase64), 400, "invalid");
        using var broken = await PublishAsync(path, Encoding.ASCII.GetBytes("####"), "acme-early-1.0.0.tar.gz", isBase64: isBase64);
        Assert.That((int)broken.StatusCode, Is.EqualTo(202));
    }

    [Test]
    public async Task A_form_in_Base64_is_read_as_the_real_client_sends_it()
    {
        await Host.CreateRepositoryAsync("base64");
        var builder = new CollectionBuilder("acme", "base64");
        var archive = builder.Build();
        using var answer = await PublishAsync("/pulp_ansible/galaxy/base64/api/v3/artifacts/collections/", archive, builder.FileName, Sha256(archive), isBase64: true);
        Assert.That((await ImportAsync(answer)).GetProperty("state").GetString(), Is.EqualTo("completed"));
    }

    [Test]
    public async Task A_large_form_in_Base64_is_read_whole()
    {
        await Host.CreateRepositoryAsync("large");
        var content = new byte[5_000_000];
        new Random(1).NextBytes(content);
        var builder = new CollectionBuilder("acme", "large").With("files/blob.bin", content);
        var archive = builder.Build();
        using var answer = await PublishAsync("/pulp_ansible/galaxy/large/api/v3/artifacts/collections/", archive, builder.FileName, Sha256(archive), isBase64: true);
        Assert.That((int)answer.StatusCode, Is.EqualTo(202), await answer.Content.ReadAsStringAsync());
        Assert.That((await ImportAsync(answer)).GetProperty("state").GetString(), Is.EqualTo("completed"));
    }

    [Test]
    public async Task What_is_in_a_collection_is_shown_with_its_version()
    {
        await Host.CreateRepositoryAsync("shown");
        var builder = new CollectionBuilder("acme", "shown").WithModule("hello");
        await AssertAsync(await PublishAsync("/pulp_ansible/galaxy/shown/api/v3/artifacts/collections/", builder.Build(), builder.FileName), 202);
        var path = ContentOf("shown") + "collections/index/acme/shown/versions/1.0.0/";
        var version = await Host.GetJsonAsync(path);
        Assert.That(version.GetProperty("metadata").GetProperty("contents")[0].GetProperty("name").GetString(), Is.EqualTo("hello"));
        Assert.That(version.GetProperty("manifest").GetProperty("collection_info").GetProperty("name").GetString(), Is.EqualTo("shown"));
        Assert.That(Texts(version.GetProperty("files").GetProperty("files"), "name"), Does.Contain("plugins/modules/hello.py"));
        Assert.That((await Host.GetJsonAsync(path + "docs-blob/")).GetProperty("docs_blob").ValueKind, Is.EqualTo(JsonValueKind.Object));
        await AssertAsync(await Host.GetAsync(path.Replace("1.0.0", "9.0.0", StringComparison.Ordinal) + "docs-blob/"), 404, "not_found");
    }

    [Test]
    public async Task A_version_is_published_once()
    {
        await Host.CreateRepositoryAsync("once");
        const string path = "/pulp_ansible/galaxy/once/api/v3/artifacts/collections/";
        var builder = new CollectionBuilder("acme", "once");
        await AssertAsync(await PublishAsync(path, builder.Build(), builder.FileName), 202);
        await AssertAsync(await PublishAsync(path, builder.Build(), builder.FileName), 400, "conflict.collection_exists");
        await AssertAsync(await PublishAsync(path, builder.With("README.md", "other").Build(), builder.FileName), 400, "conflict.collection_exists");
    }

    [Test]
    public async Task What_is_wrong_with_a_collection_is_told_by_its_import()
    {
        await Host.CreateRepositoryAsync("wrong");
        const string path = "/pulp_ansible/galaxy/wrong/api/v3/artifacts/collections/";
        using var other = await PublishAsync(path, new CollectionBuilder("acme", "wrong").Build(), "acme-right-1.0.0.tar.gz");
        var import = await ImportAsync(other);
        Assert.That(import.GetProperty("state").GetString(), Is.EqualTo("failed"));
        Assert.That(import.GetProperty("error").GetProperty("code").GetString(), Is.EqualTo("content_refused"));
        Assert.That(import.GetProperty("error").GetProperty("description").GetString(), Does.Contain("acme"));
        using var junk = await PublishAsync(path, Encoding.UTF8.GetBytes("no archive"), "acme-junk-1.0.0.tar.gz");
        var failed = await ImportAsync(junk);
        Assert.That(failed.GetProperty("state").GetString(), Is.EqualTo("failed"));
        var messages = failed.GetProperty("messages").EnumerateArray().ToList();
        Assert.That(messages.Select(message => message.GetProperty("level").GetString()), Has.Some.EqualTo("ERROR"));

        // Each message has its own time, by which a client asks for what is new.
        var last = DateTimeOffset.UnixEpoch.AddSeconds(messages.Max(message => message.GetProperty("time").GetDouble()));
        var href = $"/api/galaxy/v3/plugin/ansible/imports/collections/{failed.GetProperty("id").GetString()}/?since=";
        Assert.That((await Host.GetJsonAsync(href + Uri.EscapeDataString(last.AddSeconds(1).ToString("O")), "admin")).GetProperty("messages").GetArrayLength(), Is.Zero);
        Assert.That((await Host.GetJsonAsync(href + Uri.EscapeDataString(last.AddMinutes(-1).ToString("O")), "admin")).GetProperty("messages").GetArrayLength(), Is.EqualTo(messages.Count));
    }

    [Test]
    public async Task What_is_no_publish_is_refused()
    {
        await Host.CreateRepositoryAsync("refused");
        const string path = "/pulp_ansible/galaxy/refused/api/v3/artifacts/collections/";
        var archive = new CollectionBuilder().Build();
        await AssertAsync(await PublishAsync(path, archive, "acme-tools-1.0.0.tar.gz", new string('0', 64)), 400, "invalid");
        await AssertAsync(await PublishAsync(path, archive, "tools.tar.gz"), 400, "invalid");
        await AssertAsync(await PublishAsync(path, archive, "acme-tools-1.0.tar.gz"), 400, "invalid");
        await AssertAsync(await Host.SendAsync(HttpMethod.Post, path, new StringContent("{}", Encoding.UTF8, "application/json")), 400, "invalid");
        using (var empty = new MultipartFormDataContent { { new StringContent("x"), "sha256" } })
            await AssertAsync(await Host.SendAsync(HttpMethod.Post, path, empty), 400, "invalid");
        await AssertAsync(await PublishAsync(path, archive, "acme-tools-1.0.0.tar.gz", user: null), 401, "not_authenticated");
        await AssertAsync(await PublishAsync("/pulp_ansible/galaxy/nowhere/api/v3/artifacts/collections/", archive, "acme-tools-1.0.0.tar.gz"), 404, "not_found");
        var repository = await Host.CreateAsync(new AnsibleRepository { Name = "fixed" });
        var version = await Host.Database.ReadAsync(session => session.Versions.FindAsync(repository.Id));
        await Host.CreateAsync(new AnsibleDistribution { Name = "fixed", BasePath = "fixed", RepositoryVersion = version!.Id });
        await AssertAsync(await PublishAsync("/pulp_ansible/galaxy/fixed/api/v3/artifacts/collections/", archive, "acme-tools-1.0.0.tar.gz"), 400, "invalid");
    }

    [Test]
    public async Task Users_publish_in_their_own_namespaces_and_see_their_own_imports()
    {
        var repository = await Host.CreateRepositoryAsync("shared");
        const string path = "/pulp_ansible/galaxy/shared/api/v3/artifacts/collections/";
        var owner = await Host.CreateUserAsync("ann");
        var other = await Host.CreateUserAsync("bob");
        var builder = new CollectionBuilder("anns", "tools");
        await AssertAsync(await PublishAsync(path, builder.Build(), builder.FileName, user: "ann"), 403, "permission_denied");
        await Host.GrantAsync(owner, "ansible.ansiblerepository_publisher", repository);
        await Host.GrantAsync(other, "ansible.ansiblerepository_publisher", repository);
        await AssertAsync(await PublishAsync(path, builder.Build(), builder.FileName, user: "ann"), 403, "permission_denied");
        var made = await Host.CreateAsync(new AnsibleNamespace { Name = "anns" }, owner.Id);
        await AssertAsync(await PublishAsync(path, builder.Build(), builder.FileName, user: "bob"), 403, "permission_denied");
        using var answer = await PublishAsync(path, builder.Build(), builder.FileName, user: "ann");
        var import = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("task").GetString()!;
        await AssertAsync(await Host.GetAsync(import, "ann"), 200);
        await AssertAsync(await Host.GetAsync(import, "bob"), 404, "not_found");
        await AssertAsync(await Host.GetAsync(import), 401, "not_authenticated");
        await Host.GrantAsync(other, "ansible.ansiblenamespace_publisher", made);
        builder = new CollectionBuilder("anns", "tools", "1.1.0");
        await AssertAsync(await PublishAsync(path, builder.Build(), builder.FileName, user: "bob"), 202);
    }

    private static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private async Task<JsonElement> ImportAsync(HttpResponseMessage answer) =>
        await Host.GetJsonAsync(JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("task").GetString()!, "admin");

    private async Task<HttpResponseMessage> PublishAsync(string path, byte[] archive, string fileName, string? sha256 = null, string? user = "admin", bool isBase64 = false)
    {
        using var form = new MultipartFormDataContent();
        var file = new ByteArrayContent(isBase64 ? Encoding.ASCII.GetBytes(Convert.ToBase64String(archive, Base64FormattingOptions.InsertLineBreaks)) : archive);
        file.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        if (isBase64)
            file.Headers.TryAddWithoutValidation("Content-Transfer-Encoding", "base64");
        form.Add(file, "file", fileName);
        if (sha256 is not null)
            form.Add(new StringContent(sha256), "sha256");
        return await Host.SendAsync(HttpMethod.Post, path, form, user);
    }
}
