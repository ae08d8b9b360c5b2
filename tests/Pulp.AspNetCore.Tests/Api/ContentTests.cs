using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Pulp.AspNetCore.Tests.Support;
using Pulp.Testing.Upstream;

namespace Pulp.AspNetCore.Tests.Api;

internal sealed class ContentTests
{
    private ApiHost host = null!;
    private int counter;

    private RestClient Admin => host.Admin;

    [OneTimeSetUp]
    public async Task Start() => host = await ApiHost.StartAsync(new NotesPlugin());

    [OneTimeTearDown]
    public async Task Stop() => await host.DisposeAsync();

    [Test]
    public async Task An_uploaded_file_becomes_a_unit_with_its_artifact()
    {
        var unit = await Notes.UploadAsync(Admin, "First words", ("language", "en"), ("pulp_labels", """{"a":"b"}"""));

        Assert.That(unit.AsObject().Select(field => field.Key), Is.EqualTo(new[]
        {
            "pulp_href", "prn", "pulp_created", "pulp_last_updated", "pulp_labels", "vuln_report", "id", "artifact", "title", "sha256", "length", "language", "words", "text_url",
        }));
        Assert.That((string?)unit["language"], Is.EqualTo("en"));
        Assert.That(unit["words"]!.ToJsonString(), Is.EqualTo("""["First","words"]"""));
        Assert.That(unit["pulp_labels"]!.ToJsonString(), Is.EqualTo("""{"a":"b"}"""));
        var artifact = (await Admin.GetAsync((string)unit["artifact"]!)).Json;
        Assert.That((string?)artifact["sha256"], Is.EqualTo((string?)unit["sha256"]));
        Assert.That((string?)artifact["file"], Is.EqualTo($"artifact/{((string)unit["sha256"]!)[..2]}/{((string)unit["sha256"]!)[2..]}"));

        var any = (await Admin.GetAsync($"content/?prn__in={unit["prn"]}")).Json["results"]![0]!;
        Assert.That((string?)any["artifacts"]!["First words"], Is.EqualTo((string?)unit["artifact"]));
    }

    [Test]
    public async Task Bytes_that_are_here_already_are_the_same_unit_and_change_none_of_its_labels()
    {
        var unit = await Notes.UploadAsync(Admin, "Sent twice", ("pulp_labels", """{"a":"b"}"""));
        var again = await Notes.UploadAsync(Admin, "Sent twice", ("pulp_labels", """{"c":"d"}"""));

        Assert.That((string?)again["pulp_href"], Is.EqualTo((string?)unit["pulp_href"]));
        Assert.That(again["pulp_labels"]!.ToJsonString(), Is.EqualTo("""{"a":"b"}"""));
    }

    [Test]
    public async Task A_task_creates_a_unit_and_adds_it_to_a_repository()
    {
        var repository = await NewRepositoryAsync();
        using var form = Notes.Form("For the repository", ("repository", (string)repository["pulp_href"]!), ("relative_path", "a/b.txt"));
        var task = await Admin.CompletedAsync(await Admin.SendAsync(HttpMethod.Post, Notes.Path, form));

        Assert.That(task["created_resources"]!.AsArray(), Has.Count.EqualTo(2));
        Assert.That((string?)task["created_resources"]![0], Is.EqualTo($"{repository["versions_href"]}1/"));
        Assert.That((string?)task["created_resources"]![1], Does.StartWith("/pulp/api/v3/content/notes/notes/"));
        Assert.That((await Admin.GetAsync($"content/notes/notes/?repository_version={repository["latest_version_href"]}")).Json["count"]!.GetValue<int>(), Is.Zero);
        var found = (await Admin.GetAsync($"content/notes/notes/?repository_version_added={repository["versions_href"]}1/")).Json["results"]![0]!;
        Assert.That((string?)found["title"], Is.EqualTo("For the repository"));
    }

    [Test]
    public async Task A_file_whose_task_has_to_wait_is_kept_for_it()
    {
        var repository = await NewRepositoryAsync();
        var options = host.Services.GetRequiredService<IOptions<PulpOptions>>().Value;
        options.TaskPreferDefer = true;
        try
        {
            using var form = Notes.Form("For later", ("repository", (string)repository["pulp_href"]!));
            await Admin.CompletedAsync(await Admin.SendAsync(HttpMethod.Post, Notes.Path, form));
        }
        finally
        {
            options.TaskPreferDefer = false;
        }

        var found = (await Admin.GetAsync($"content/notes/notes/?repository_version={repository["versions_href"]}1/")).Json["results"]![0]!;
        Assert.That((string?)found["title"], Is.EqualTo("For later"));
    }

    [Test]
    public async Task Content_is_made_of_an_artifact_that_is_here()
    {
        using var file = new MultipartFormDataContent { { new ByteArrayContent("Stored before"u8.ToArray()), "file", "x" } };
        var artifact = await Admin.SendAsync(HttpMethod.Post, "artifacts/", file);
        Assert.That(artifact.Status, Is.EqualTo(HttpStatusCode.Created), artifact.Text);

        var unit = await Admin.CreateAsync(Notes.Path, new { artifact = artifact.Href });
        Assert.That((string?)unit["title"], Is.EqualTo("Stored before"));
        using var cleaner = await host.ArtifactCleanerAsync();
        Assert.That((await cleaner.DeleteAsync(artifact.Href!)).Status, Is.EqualTo(HttpStatusCode.Conflict));
    }

    [Test]
    public async Task A_file_that_is_refused_leaves_nothing()
    {
        using var form = Notes.Form("\nno title " + ++counter);
        var answer = await Admin.SendAsync(HttpMethod.Post, Notes.Path + "upload/", form);

        Assert.That(answer.Error("file"), Is.EqualTo("A note begins with its title."));
        var sha256 = Sha256Of("\nno title " + counter);
        Assert.That((await Admin.GetAsync($"artifacts/?sha256={sha256}")).Json["count"]!.GetValue<int>(), Is.Zero);
    }

    [Test]
    public async Task Exactly_one_source_is_given()
    {
        Assert.That((await Admin.PostAsync(Notes.Path, new { })).Error("non_field_errors"), Does.StartWith("Exactly one of"));
        using var two = Notes.Form("x", ("artifact", "prn:core.artifact:00000000-0000-7000-8000-000000000000"));
        Assert.That((await Admin.SendAsync(HttpMethod.Post, Notes.Path, two)).Error("non_field_errors"), Does.StartWith("Exactly one of"));
        Assert.That((await Admin.PostAsync(Notes.Path, new { artifact = "prn:core.artifact:00000000-0000-7000-8000-000000000000" })).Error("artifact"), Does.Contain("does not exist"));
        Assert.That((await Admin.PostAsync(Notes.Path, new { file = "text" })).Error("file"), Does.Contain("not a file"));
    }

    [Test]
    public async Task A_file_is_fetched_from_an_address_within_the_rules()
    {
        Assert.That((await Admin.PostAsync(Notes.Path, new { file_url = "nowhere" })).Error("file_url"), Is.Not.Null);
        Assert.That((await Admin.PostAsync(Notes.Path, new { file_url = "file:///etc/passwd" })).Error("file_url"), Is.Not.Null);
        Assert.That((await Admin.PostAsync(Notes.Path, new { file_url = "https://u.example/x", downloader_config = new { total_timeout = -1 } })).Error("total_timeout"), Is.Not.Null);

        var atOnce = await Admin.PostAsync(Notes.Path + "upload/", new { file_url = $"{host.Url}pulp/api/v3/nothing/" });
        Assert.That(atOnce.Error("file_url"), Does.Contain("upstream answered 404"), atOnce.Text);

        var answer = await Admin.PostAsync(Notes.Path, new { file_url = $"{host.Url}pulp/api/v3/nothing/" });
        var task = await Admin.FinishedAsync(answer);
        Assert.That((string?)task["state"], Is.EqualTo("failed"));
        Assert.That((string?)task["error"]!["error_code"], Is.Not.Null.And.Not.Empty);
    }

    [TestCase("""{"max_retries":"often"}""", "max_retries")]
    [TestCase("""{"headers":[{"a":null}]}""", "headers")]
    [TestCase("""{"proxy_url":"::"}""", "proxy_url")]
    [TestCase("""{"tls_validation":null}""", "tls_validation")]
    [TestCase("""{"password":{}}""", "password")]
    [TestCase("""{"policy":"immediate"}""", "downloader_config")]
    [TestCase("""{"url":"http://other.example/"}""", "downloader_config")]
    [TestCase("[]", "downloader_config")]
    [TestCase("null", "downloader_config")]
    public async Task How_an_address_is_reached_is_checked_by_field(string settings, string field)
    {
        foreach (var path in new[] { Notes.Path, Notes.Path + "upload/" })
        {
            var answer = await Admin.PostTextAsync(path, $$"""{"file_url":"https://u.example/x","downloader_config":{{settings}}}""");

            Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.BadRequest), answer.Text);
            Assert.That(answer.Error(field), Is.Not.Null, answer.Text);
        }
    }

    [Test]
    public async Task Numbers_written_as_texts_reach_the_settings_of_a_connection()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Map("/files/note.txt", FakeAnswer.Ok("With settings"));

        var answer = await Admin.PostAsync(Notes.Path + "upload/", new { file_url = upstream.UrlOf("/files/note.txt"), downloader_config = new { max_retries = "0", total_timeout = 30, headers = new[] { new Dictionary<string, string> { ["X-Own"] = "v" } } } });

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.Created), answer.Text);
    }

    [Test]
    public async Task A_file_at_an_address_becomes_a_unit()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Map("/files/note.txt", FakeAnswer.Ok("From far away"));

        var task = await Admin.CompletedAsync(await Admin.PostAsync(Notes.Path, new { file_url = upstream.UrlOf("/files/note.txt"), language = "en" }));
        var unit = (await Admin.GetAsync((string)task["created_resources"]![0]!)).Json;

        Assert.That((string?)unit["title"], Is.EqualTo("From far away"));
        Assert.That((string?)unit["language"], Is.EqualTo("en"));
    }

    [Test]
    public async Task Credentials_inside_an_address_are_used_and_not_shown()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Map("/note.txt", FakeAnswer.Ok("Behind a login")).Map("/gone.txt", FakeAnswer.Of(404));
        var task = await Admin.CompletedAsync(await Admin.PostAsync(Notes.Path, new { file_url = With("/note.txt") }));
        Assert.That(task["created_resources"]!.AsArray(), Has.Count.EqualTo(1));
        Assert.That(upstream.Requests[0].Headers["Authorization"], Is.EqualTo("Basic " + Convert.ToBase64String("reader:s ecret"u8)));

        var failed = await Admin.GetAsync((string)(await Admin.PostAsync(Notes.Path, new { file_url = With("/gone.txt") })).Json["task"]!);
        Assert.That(failed.Text, Does.Not.Contain("ecret"));

        string With(string path) => upstream.UrlOf(path).AbsoluteUri.Replace("http://", "http://reader:s%20ecret@", StringComparison.Ordinal);
    }

    [Test]
    public async Task Units_are_found_by_declared_fields_and_sort_keys()
    {
        var repository = await NewRepositoryAsync();
        foreach (var title in new[] { "aa", "bbbb", "cccccc" })
            await Notes.UploadAsync(Admin, title, ("repository", (string)repository["prn"]!), ("language", title[..1]));
        var list = $"{Notes.Path}?repository_version={repository["prn"]}";

        Assert.That(await TitlesAsync($"{list}&title=aa"), Is.EqualTo("aa"));
        Assert.That(await TitlesAsync($"{list}&title__in=aa,bbbb&ordering=title"), Is.EqualTo("aa bbbb"));
        Assert.That(await TitlesAsync($"{list}&language__icontains=C"), Is.EqualTo("cccccc"));
        Assert.That(await TitlesAsync($"{list}&length__gt=2&ordering=-length"), Is.EqualTo("cccccc bbbb"));
        Assert.That(await TitlesAsync($"{list}&q=title=aa OR length__gte=6"), Is.EqualTo("cccccc aa"));
        Assert.That((await Admin.GetAsync($"{list}&length__gt=long")).Error("length__gt"), Is.Not.Null);
        Assert.That((await Admin.GetAsync($"{Notes.Path}?orphaned_for=0&title=aa")).Json["count"]!.GetValue<int>(), Is.Zero);
        Assert.That((await Admin.GetAsync($"{Notes.Path}?orphaned_for=-2")).Error("orphaned_for"), Is.Not.Null);
        Assert.That((await Admin.GetAsync($"repositories/?with_content={(await FirstAsync(list))["pulp_href"]}")).Json["results"]![0]!["prn"]!.ToString(), Is.EqualTo((string?)repository["prn"]));
        Assert.That((await Admin.GetAsync($"repositories/notes/notes/?latest_with_content={(await FirstAsync(list))["prn"]}")).Json["count"]!.GetValue<int>(), Is.EqualTo(1));
    }

    [Test]
    public async Task Labels_of_units_change_and_nothing_else_does()
    {
        var unit = await Notes.UploadAsync(Admin, "Labelled");
        var href = (string)unit["pulp_href"]!;

        Assert.That((await Admin.PostAsync($"{href}set_label/", new { key = "k", value = "v" })).Status, Is.EqualTo(HttpStatusCode.Created));
        Assert.That(await TitlesAsync($"{Notes.Path}?pulp_label_select=k=v"), Is.EqualTo("Labelled"));
        Assert.That((await Admin.PostAsync($"{href}unset_label/", new { key = "k" })).Json["value"]!.ToString(), Is.EqualTo("v"));
        Assert.That((await Admin.PatchAsync(href, new { title = "x" })).Status, Is.EqualTo(HttpStatusCode.MethodNotAllowed));
    }

    [Test]
    public async Task A_digest_that_is_stated_is_checked()
    {
        foreach (var digestFirst in new[] { true, false })
        {
            using var form = new MultipartFormDataContent();
            if (digestFirst)
                form.Add(new StringContent(new string('0', 64)), "sha256");
            form.Add(new ByteArrayContent("digest"u8.ToArray()), "file", "x");
            if (!digestFirst)
                form.Add(new StringContent(new string('0', 64)), "sha256");
            Assert.That((await Admin.SendAsync(HttpMethod.Post, "artifacts/", form)).Error("sha256"), Does.Contain("was expected"));
        }

        foreach (var (name, value, message) in new[] { ("md5", new string('0', 32), "send it first"), ("sha256", "zz", "not a sha256 digest") })
        {
            using var unproven = new MultipartFormDataContent { { new ByteArrayContent("digest"u8.ToArray()), "file", "x" }, { new StringContent(value), name } };
            Assert.That((await Admin.SendAsync(HttpMethod.Post, "artifacts/", unproven)).Error(name), Does.Contain(message));
        }

        using var right = new MultipartFormDataContent { { new StringContent(Sha256Of("digest")), "sha256" }, { new StringContent("6"), "size" }, { new ByteArrayContent("digest"u8.ToArray()), "file", "x" } };
        var artifact = await Admin.SendAsync(HttpMethod.Post, "artifacts/", right);
        Assert.That(artifact.Status, Is.EqualTo(HttpStatusCode.Created), artifact.Text);
    }

    [Test]
    public async Task A_form_that_ends_too_early_is_refused()
    {
        using var broken = new ByteArrayContent(Encoding.ASCII.GetBytes("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nabc"));
        broken.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=x");
        Assert.That((await Admin.SendAsync(HttpMethod.Post, "artifacts/", broken)).Status, Is.EqualTo(HttpStatusCode.BadRequest));
    }

    [Test]
    public async Task Orphans_go_and_what_is_used_stays()
    {
        var repository = await NewRepositoryAsync();
        var kept = await Notes.UploadAsync(Admin, "kept " + ++counter, ("repository", (string)repository["prn"]!));
        var orphan = await Notes.UploadAsync(Admin, "orphan " + counter);

        Assert.That((await Admin.PostAsync("orphans/cleanup/", new { orphan_protection_time = -1 })).Error("orphan_protection_time"), Is.EqualTo("Ensure this value is greater than or equal to 0."));
        Assert.That((await Admin.PostAsync("orphans/cleanup/", new { orphan_protection_time = 4294967296 })).Status, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That((await Admin.PostAsync("orphans/cleanup/", new { content_hrefs = Array.Empty<string>() })).Error("content_hrefs"), Is.Not.Null);
        await Admin.CompletedAsync(await Admin.PostAsync("orphans/cleanup/", new { orphan_protection_time = 0, content_hrefs = new[] { kept["pulp_href"], orphan["prn"] } }));

        Assert.That((await Admin.GetAsync((string)kept["pulp_href"]!)).Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await Admin.GetAsync((string)orphan["pulp_href"]!)).Status, Is.EqualTo(HttpStatusCode.NotFound));
        await Admin.CompletedAsync(await Admin.DeleteAsync("orphans/"));
        await Admin.CompletedAsync(await Admin.PostAsync("repair/", new { verify_checksums = true }));
        await Admin.CompletedAsync(await Admin.PostAsync($"{repository["versions_href"]}1/repair/"));
        await Admin.CompletedAsync(await Admin.PostAsync("repositories/reclaim_space/", new { repo_hrefs = new[] { "*" } }));
        await Admin.CompletedAsync(await Admin.PostAsync("repositories/reclaim_space/", new { repo_hrefs = new[] { repository["prn"] }, repo_versions_keeplist = new[] { repository["latest_version_href"] } }));
        Assert.That((await Admin.PostAsync("repositories/reclaim_space/", new { repo_hrefs = Array.Empty<string>() })).Error("repo_hrefs"), Is.Not.Null);
    }

    private static string Sha256Of(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private async Task<JsonNode> FirstAsync(string path) => (await Admin.GetAsync(path)).Json["results"]![0]!;

    private async Task<string> TitlesAsync(string path)
    {
        var answer = await Admin.GetAsync(path);
        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.OK), answer.Text);
        return string.Join(' ', answer.Json["results"]!.AsArray().Select(unit => (string?)unit!["title"]));
    }

    private Task<JsonNode> NewRepositoryAsync() => Admin.CreateAsync("repositories/notes/notes/", new { name = $"repository {++counter}" });
}
