using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Tests.Support;
using Pulp.Storage;
using Pulp.Testing.Archives;

namespace Pulp.Plugins.Ansible.Tests.Uploads;

[TestFixture]
public sealed class CollectionUploadTests : GalaxyTest
{
    private const string Units = "/pulp/api/v3/content/ansible/collection_versions/";
    private static readonly string[] LargeFields = ["contents", "files", "manifest", "docs_blob"];

    [Test]
    public async Task An_uploaded_collection_is_a_unit_that_says_what_its_manifest_says()
    {
        var builder = new CollectionBuilder("acme", "uploaded").WithModule("ping");

        var unit = await UploadAsync(builder.Build(), builder.FileName);

        Assert.That((unit.GetProperty("namespace").GetString(), unit.GetProperty("name").GetString(), unit.GetProperty("version").GetString()), Is.EqualTo(("acme", "uploaded", "1.0.0")));
        Assert.That(unit.GetProperty("requires_ansible").GetString(), Is.EqualTo(">=2.14.0"));
        Assert.That(new[] { "md5", "sha1", "sha224", "sha256", "sha384", "sha512" }.Where(digest => unit.GetProperty(digest).ValueKind == System.Text.Json.JsonValueKind.String), Is.EqualTo(new[] { "sha256" }), "what is not computed is null");
        Assert.That(unit.GetProperty("sha256").GetString(), Has.Length.EqualTo(64));
        Assert.That(unit.GetProperty("artifact").GetString(), Does.Contain("/artifacts/"));
        Assert.That(unit.EnumerateObject().Select(property => property.Name), Has.None.AnyOf(LargeFields));
    }

    [Test]
    public async Task Large_fields_are_shown_only_when_they_are_named()
    {
        var builder = new CollectionBuilder("acme", "large").WithModule("ping");
        var unit = await UploadAsync(builder.Build(), builder.FileName);

        var one = await Host.GetJsonAsync(unit.GetProperty("pulp_href").GetString() + "?fields=name,contents,manifest", "admin");
        var all = (await Host.GetJsonAsync(Units + "?name=large&fields=docs_blob,files", "admin")).GetProperty("results")[0];

        Assert.That(one.EnumerateObject().Select(property => property.Name), Is.EquivalentTo((string[])["name", "contents", "manifest"]));
        Assert.That(one.GetProperty("contents").ToString(), Is.EqualTo("""[{"name":"ping","content_type":"module","description":"Does it"}]"""));
        Assert.That(one.GetProperty("manifest").GetProperty("collection_info").GetProperty("name").GetString(), Is.EqualTo("large"));
        Assert.That(all.GetProperty("files").GetProperty("files").GetArrayLength(), Is.GreaterThan(4));
        Assert.That(all.GetProperty("docs_blob").GetProperty("collection_readme").GetProperty("markdown").GetString(), Is.EqualTo("# Tools\n"));
    }

    [TestCase("?tags=linux&name=tagged", 1)]
    [TestCase("?tags=tools,linux&name=tagged", 1)]
    [TestCase("?tags=linux,windows&name=tagged", 0)]
    public async Task Tags_are_objects_with_a_name_and_all_that_are_asked_for_must_be_there(string query, int count)
    {
        var repository = await Host.CreateRepositoryAsync("tagged" + Guid.NewGuid().ToString("N")[..8]);
        await Host.AddAsync(repository, await Host.CollectionAsync("acme.tagged", "1.0.0"));

        var found = await Host.GetJsonAsync(Units + query, "admin");

        Assert.That(found.GetProperty("count").GetInt32(), Is.EqualTo(count));
        if (count > 0)
            Assert.That(found.GetProperty("results")[0].GetProperty("tags").ToString(), Is.EqualTo("""[{"name":"linux"},{"name":"tools"}]"""));
    }

    [Test]
    public async Task A_collection_can_be_uploaded_at_once()
    {
        var builder = new CollectionBuilder("acme", "at_once");

        using var answer = await Host.SendAsync(HttpMethod.Post, Units + "upload/", Form(builder.Build(), builder.FileName));

        Assert.That((int)answer.StatusCode, Is.EqualTo(201), await answer.Content.ReadAsStringAsync());
    }

    [Test]
    public async Task L13_another_file_of_a_version_is_a_conflict_and_the_first_stays()
    {
        var repository = await Host.CreateRepositoryAsync("twice");
        var prn = Host.Catalog.ResourceTypeOf(repository).PrnOf(repository.Id);
        var first = await UploadAsync(new CollectionBuilder("acme", "twice").Build(), "acme-twice-1.0.0.tar.gz", ("repository", prn));

        var refused = await TaskAsync(await Host.SendAsync(HttpMethod.Post, Units, Form(new CollectionBuilder("acme", "twice").With("docs/x", "x").Build(), "acme-twice-1.0.0.tar.gz", ("repository", prn), ("overwrite", "true"))));
        var again = await UploadAsync(new CollectionBuilder("acme", "twice").Build(), "acme-twice-1.0.0.tar.gz", ("repository", prn));

        Assert.That(refused.GetProperty("state").GetString(), Is.EqualTo("failed"));
        Assert.That(again.GetProperty("pulp_href").GetString(), Is.EqualTo(first.GetProperty("pulp_href").GetString()));
        var versions = await Host.GetJsonAsync(ContentOf("twice") + "collections/index/acme/twice/versions/1.0.0/");
        Assert.That(versions.GetProperty("artifact").GetProperty("sha256").GetString(), Is.EqualTo(first.GetProperty("sha256").GetString()));
    }

    [TestCase("acme-other-1.0.0.tar.gz", null, null, "is named 'acme-other-1.0.0.tar.gz'")]
    [TestCase("acme-checked-1.0.0.tar.gz", "expected_name", "other", "'other' was given")]
    [TestCase("acme-checked-1.0.0.tar.gz", "expected_namespace", "other", "'other' was given")]
    [TestCase("acme-checked-1.0.0.tar.gz", "expected_version", "2.0.0", "'2.0.0' was given")]
    [TestCase("acme-checked-1.0.0.tar.gz", "sha256", "00", "not a sha256 digest")]
    [TestCase("acme-checked-1.0.0.tar.gz", "sha256", "0000000000000000000000000000000000000000000000000000000000000000", "was expected")]
    public async Task L8_what_is_expected_must_be_in_the_file(string fileName, string? field, string? value, string says)
    {
        using var answer = await Host.SendAsync(HttpMethod.Post, Units + "upload/", Form(new CollectionBuilder("acme", "checked").Build(), fileName, field is null ? [] : [(field, value!)]));

        Assert.That((int)answer.StatusCode, Is.EqualTo(400));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain(says));
    }

    [Test]
    public async Task A_refused_file_leaves_no_unit()
    {
        var answer = await Host.SendAsync(HttpMethod.Post, Units + "upload/", Form(TarBuilder.Gzip([1, 2, 3]), "acme-broken-1.0.0.tar.gz"));
        await AssertAsync400(answer, "no acceptable tar");

        Assert.That((await Host.GetJsonAsync(Units + "?name=broken", "admin")).GetProperty("count").GetInt32(), Is.Zero);
    }

    [Test]
    public async Task Details_are_made_at_the_first_question_when_the_file_came_by_itself()
    {
        var repository = await Host.CreateRepositoryAsync("lazy");
        var tarball = new CollectionBuilder("acme", "lazy").WithModule("ping").Build();
        var stored = await Host.StoreAsync(tarball);
        await Host.AddAsync(repository, new CollectionVersion { Namespace = "acme", Name = "lazy", Version = "1.0.0", Sha256 = stored.Sha256 });

        var blobs = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Host.GetJsonAsync(Units + "?name=lazy&fields=docs_blob,prn,pulp_href", "admin")));

        Assert.That(blobs.Select(blob => blob.GetProperty("results")[0].GetProperty("docs_blob").GetProperty("contents")[0].GetProperty("content_name").GetString()), Is.All.EqualTo("ping"));
        var units = await Host.Database.ReadAsync(async session =>
        {
            var page = await session.Contents.QueryAsync(Host.Catalog.ContentTypeOf(typeof(CollectionVersion)), Domains.Domain.DefaultId, new Queries.Query { Where = Queries.Condition.Equal("name", "lazy") });
            return (await session.Contents.GetFilesAsync([page.Items[0].StoreKey])).Single().Select(file => file.RelativePath).ToList();
        });
        Assert.That(units, Is.EqualTo((string[])["acme-lazy-1.0.0.tar.gz", "acme-lazy-1.0.0.tar.gz.details.json"]));
    }

    [Test]
    public async Task Details_whose_bytes_are_lost_are_made_again()
    {
        var builder = new CollectionBuilder("acme", "lost").WithModule("ping");
        await UploadAsync(builder.Build(), builder.FileName);
        var details = await Host.Database.ReadAsync(async session =>
        {
            var page = await session.Contents.QueryAsync(Host.Catalog.ContentTypeOf(typeof(CollectionVersion)), Domains.Domain.DefaultId, new Queries.Query { Where = Queries.Condition.Equal("name", "lost") });
            return (await session.Contents.GetFilesAsync([page.Items[0].StoreKey])).Single().Last().Stored!;
        });
        var digest = Digests.Digest.Sha256(Convert.FromHexString(details.Sha256));
        Assert.That(await Host.Services.GetRequiredService<IArtifactStorage>().DeleteAsync(digest, StorageDomain.Of(details.DomainId)), Is.True);

        var unit = (await Host.GetJsonAsync(Units + "?name=lost&fields=contents", "admin")).GetProperty("results")[0];

        Assert.That(unit.GetProperty("contents")[0].GetProperty("name").GetString(), Is.EqualTo("ping"));
    }

    [Test]
    public async Task What_is_not_here_or_is_no_collection_has_no_details()
    {
        var repository = await Host.CreateRepositoryAsync("without");
        await Host.AddAsync(repository, await Host.CollectionAsync("acme.without", "1.0.0"));

        for (var i = 0; i < 2; i++)
        {
            var unit = (await Host.GetJsonAsync(Units + "?name=without&fields=docs_blob,manifest,name", "admin")).GetProperty("results")[0];
            Assert.That(unit.ToString(), Is.EqualTo("""{"name":"without","manifest":null,"docs_blob":null}"""));
        }
    }

    [Test]
    public async Task A_role_is_made_of_a_stored_archive_at_once()
    {
        var stored = await Host.StoreAsync(new TarBuilder().Folder("role-1.0/").File("role-1.0/tasks/main.yml", "[]").Build());
        var document = new JsonObject { ["artifact"] = $"/pulp/api/v3/artifacts/{stored.Id}/", ["namespace"] = "acme", ["name"] = "web-server", ["version"] = "v1.0" };

        using var answer = await Host.SendAsync(HttpMethod.Post, "/pulp/api/v3/content/ansible/roles/", new StringContent(document.ToJsonString(), Encoding.UTF8, "application/json"));

        Assert.That((int)answer.StatusCode, Is.EqualTo(201), await answer.Content.ReadAsStringAsync());
        var role = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        Assert.That((role.GetProperty("namespace").GetString(), role.GetProperty("name").GetString(), role.GetProperty("version").GetString()), Is.EqualTo(("acme", "web-server", "v1.0")));
    }

    private static IEnumerable<TestCaseData> BadRoles()
    {
        yield return new TestCaseData("acme", "role", "1", new TarBuilder().File("x/readme", "").Build(), "holds no role").SetName("A role is refused when its archive holds none");
        yield return new TestCaseData("acme", "role", "1", new TarBuilder().File("x/tasks/main.yml", "[]").Link("x/y", "../../etc/passwd").Build(), "leave the archive").SetName("A role is refused when a link leaves its archive");
        yield return new TestCaseData("acme", "role", "1", new TarBuilder().File("../tasks/main.yml", "[]").Build(), "leaves the archive").SetName("A role is refused when a path leaves its archive");
        yield return new TestCaseData("acme", "role", "1", new TarBuilder().File("tasks/main.yml", "[]").Member("p", '6', []).Build(), "files, folders or links").SetName("A role is refused when a pipe is in its archive");
        yield return new TestCaseData("acme", "role", "1", "text"u8.ToArray(), "gz").SetName("A role is refused when its file is no archive");
        yield return new TestCaseData("ac/me", "role", "1", new TarBuilder().File("tasks/main.yml", "[]").Build(), "namespace").SetName("A role is refused when its namespace has a slash");
        yield return new TestCaseData("acme", "ro le", "1", new TarBuilder().File("tasks/main.yml", "[]").Build(), "name").SetName("A role is refused when its name has a blank");
        yield return new TestCaseData("acme", "role", "../1", new TarBuilder().File("tasks/main.yml", "[]").Build(), "version").SetName("A role is refused when its version climbs");
        yield return new TestCaseData("acme", "role", null, new TarBuilder().File("tasks/main.yml", "[]").Build(), "required").SetName("A role is refused without a version");
    }

    [TestCaseSource(nameof(BadRoles))]
    public async Task A_role_is_refused(string? @namespace, string? name, string? version, byte[] archive, string says)
    {
        var stored = await Host.StoreAsync(archive);
        var document = new JsonObject { ["artifact"] = $"/pulp/api/v3/artifacts/{stored.Id}/", ["namespace"] = @namespace, ["name"] = name };
        if (version is not null)
            document["version"] = version;

        await AssertAsync400(await Host.SendAsync(HttpMethod.Post, "/pulp/api/v3/content/ansible/roles/", new StringContent(document.ToJsonString(), Encoding.UTF8, "application/json")), says);
    }

    private static async Task AssertAsync400(HttpResponseMessage answer, string says)
    {
        using (answer)
        {
            Assert.That((int)answer.StatusCode, Is.EqualTo(400));
            Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain(says));
        }
    }

    private static MultipartFormDataContent Form(byte[] tarball, string fileName, params (string Name, string Value)[] fields)
    {
        var form = new MultipartFormDataContent();
        foreach (var (name, value) in fields)
            form.Add(new StringContent(value), name);
        var file = new ByteArrayContent(tarball);
        file.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        form.Add(file, "file", fileName);
        return form;
    }

    private async Task<JsonElement> UploadAsync(byte[] tarball, string fileName, params (string Name, string Value)[] fields)
    {
        var task = await TaskAsync(await Host.SendAsync(HttpMethod.Post, Units, Form(tarball, fileName, fields)));
        Assert.That(task.GetProperty("state").GetString(), Is.EqualTo("completed"), task.ToString());
        return await Host.GetJsonAsync(task.GetProperty("created_resources").EnumerateArray().Last().GetString()!, "admin");
    }

    private async Task<JsonElement> TaskAsync(HttpResponseMessage answer)
    {
        using (answer)
        {
            var text = await answer.Content.ReadAsStringAsync();
            Assert.That((int)answer.StatusCode, Is.EqualTo(202), text);
            return await Host.GetJsonAsync(JsonDocument.Parse(text).RootElement.GetProperty("task").GetString()!, "admin");
        }
    }
}
