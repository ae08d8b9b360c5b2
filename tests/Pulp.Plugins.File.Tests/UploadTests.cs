using System.Net;
using Pulp.Plugins.File.Tests.Support;

namespace Pulp.Plugins.File.Tests;

internal sealed class UploadTests : FileTest
{
    [Test]
    public async Task An_upload_answers_with_the_unit()
    {
        var answer = await Host.UploadAsync("one", "deep/a.txt");

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.Created), answer.Text);
        Assert.That((string?)answer.Json["relative_path"], Is.EqualTo("deep/a.txt"));
        Assert.That((string?)answer.Json["sha256"], Is.EqualTo(UpstreamFolder.Sha256Of("one")));
        Assert.That((string?)answer.Json["artifact"], Does.StartWith("/pulp/api/v3/artifacts/"));
        Assert.That(answer.Json.AsObject().Select(field => field.Key), Is.SupersetOf(new[] { "md5", "sha1", "sha224", "sha256", "sha384", "sha512", "pulp_labels", "prn" }));
        Assert.That((await Host.UploadAsync("one", "deep/a.txt")).Href, Is.EqualTo(answer.Href), "The same file is the same unit.");
        Assert.That((await Host.UploadAsync("one", "b.txt")).Href, Is.Not.EqualTo(answer.Href));
    }

    [Test]
    public async Task A_file_is_created_by_a_task_and_added_to_the_repository_that_is_named()
    {
        var repository = await Host.ServeAsync(Name, Upstream.Manifest);

        var task = await Host.Admin.CompletedAsync(await Host.UploadAsync("one", "a.txt", "content/file/files/", repository));

        Assert.That((string?)task["created_resources"]![0], Is.EqualTo(repository + "versions/1/"));
        Assert.That(await Host.FilesAsync(repository), Is.EqualTo(new Dictionary<string, string> { ["a.txt"] = UpstreamFolder.Sha256Of("one") }));
    }

    [TestCase(null)]
    [TestCase("/a")]
    [TestCase("../a")]
    [TestCase("a/../b")]
    [TestCase("a//b")]
    public async Task A_path_must_be_given_and_stay_below_the_distribution(string? path)
    {
        foreach (var endpoint in new[] { "content/file/files/", "content/file/files/upload/" })
        {
            var answer = await Host.UploadAsync("one", path, endpoint);
            Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.BadRequest), answer.Text);
            Assert.That(answer.Error("relative_path"), Is.Not.Null, answer.Text);
        }

        Assert.That(Host.Leftovers(), Is.Empty);
    }

    [Test]
    public async Task Files_are_found_by_path_and_digest()
    {
        foreach (var (path, text) in new[] { ("find/a.txt", "found one"), ("find/b.txt", "found one"), ("find/b.bin", "found two") })
            await Host.UploadAsync(text, path);
        var sha256 = UpstreamFolder.Sha256Of("found one");

        Assert.That(await FindAsync($"sha256={sha256}"), Is.EqualTo("find/a.txt find/b.txt"));
        Assert.That(await FindAsync($"digest={sha256}"), Is.EqualTo("find/a.txt find/b.txt"));
        Assert.That(await FindAsync("relative_path=find/b.bin"), Is.EqualTo("find/b.bin"));
        Assert.That(await FindAsync("relative_path__startswith=find/b."), Is.EqualTo("find/b.bin find/b.txt"));
        Assert.That(await FindAsync("relative_path__in=find/a.txt,find/b.bin"), Is.EqualTo("find/a.txt find/b.bin"));
        Assert.That(await FindAsync($"relative_path__contains=txt&sha256={sha256}"), Is.EqualTo("find/a.txt find/b.txt"));
    }

    private async Task<string> FindAsync(string query)
    {
        var listed = await Host.Admin.ReadAsync($"content/file/files/?{query}");
        return string.Join(' ', listed["results"]!.AsArray().Select(file => (string)file!["relative_path"]!).Order(StringComparer.Ordinal));
    }
}
