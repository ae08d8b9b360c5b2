using System.Net;
using Pulp.Plugins.Python.Models;
using Pulp.Plugins.Python.Tests.Support;

namespace Pulp.Plugins.Python.Tests;

[TestFixture]
internal sealed class RoleTests
{
    private IndexHost host = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => host = await IndexHost.StartAsync();

    [OneTimeTearDown]
    public async Task StopAsync() => await host.DisposeAsync();

    [TestCase("pythonrepository_creator", "add_pythonrepository")]
    [TestCase("pythonrepository_owner", "change_pythonrepository,delete_pythonrepository,manage_roles_pythonrepository,modify_pythonrepository,repair_pythonrepository,sync_pythonrepository,view_pythonrepository")]
    [TestCase("pythonrepository_viewer", "view_pythonrepository")]
    [TestCase("pythonremote_creator", "add_pythonremote")]
    [TestCase("pythonremote_owner", "change_pythonremote,delete_pythonremote,manage_roles_pythonremote,view_pythonremote")]
    [TestCase("pythonremote_viewer", "view_pythonremote")]
    [TestCase("pythondistribution_creator", "add_pythondistribution")]
    [TestCase("pythondistribution_owner", "change_pythondistribution,delete_pythondistribution,manage_roles_pythondistribution,view_pythondistribution")]
    [TestCase("pythondistribution_viewer", "view_pythondistribution")]
    [TestCase("pythonpublication_creator", "add_pythonpublication")]
    [TestCase("pythonpublication_viewer", "view_pythonpublication")]
    [TestCase("python_package_uploader", "upload_python_packages")]
    public async Task Each_type_has_its_roles(string role, string permissions)
    {
        var (_, page) = await host.RestAsync(HttpMethod.Get, $"roles/?name=python.{role}");

        Assert.That(
            page!["results"]![0]!["permissions"]!.AsArray().Select(permission => (string)permission!).Order(StringComparer.Ordinal),
            Is.EqualTo(permissions.Split(',').Select(permission => "python." + permission)));
        Assert.That((bool)page["results"]![0]!["locked"]!, Is.True);
    }

    [Test]
    public async Task An_uploader_uploads_packages_that_go_nowhere_yet_and_nobody_else_does()
    {
        var (repository, _) = await host.CreateIndexAsync("uploads");
        await host.CreateUserAsync("uploader", "python.python_package_uploader");
        await host.CreateUserAsync("nobody");

        Assert.That((await UploadAsync("nobody", null)).Status, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That((await UploadAsync("uploader", repository)).Status, Is.EqualTo(HttpStatusCode.BadRequest), "a repository that the user does not see does not exist");
        var (status, package) = await UploadAsync("uploader", null);
        Assert.That(status, Is.EqualTo(HttpStatusCode.Created), package?.ToJsonString());
        Assert.That((string?)package!["name"], Is.EqualTo("demo-pkg"));
        Assert.That(await host.CountFilesAsync(repository.Id), Is.Zero);
    }

    [Test]
    public async Task An_index_takes_uploads_from_those_who_may_modify_its_repository()
    {
        var (repository, _) = await host.CreateIndexAsync("permitted");
        await host.CreateUserAsync("owning", "python.pythonrepository_owner");
        await host.CreateUserAsync("viewing", "python.pythonrepository_viewer", "python.pythondistribution_owner", "python.python_package_uploader");
        var form = () => new TwineForm(new WheelBuilder().Build());

        Assert.That((await host.UploadAsync(form(), "pypi/permitted/legacy/", user: null)).StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That((await host.UploadAsync(form(), "pypi/permitted/legacy/", "viewing")).StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That((await host.UploadAsync(form(), "pypi/permitted/legacy/", "owning")).StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await host.GetAsync("pypi/permitted/simple/demo-pkg/")).StatusCode, Is.EqualTo(HttpStatusCode.OK), "reading is open to all");
        Assert.That(await host.CountFilesAsync(repository.Id), Is.EqualTo(1));
    }

    [Test]
    public async Task The_same_file_uploaded_again_is_the_same_package_with_its_first_labels()
    {
        var first = await LabelledAsync("one");
        var second = await LabelledAsync("two");

        Assert.That(first.Status, Is.EqualTo(HttpStatusCode.Created), first.Body?.ToJsonString());
        Assert.That(second.Status, Is.EqualTo(HttpStatusCode.Created), second.Body?.ToJsonString());
        Assert.That((string?)second.Body!["pulp_href"], Is.EqualTo((string?)first.Body!["pulp_href"]));
        Assert.That((string?)second.Body["pulp_labels"]!["key"], Is.EqualTo("one"));

        Task<(HttpStatusCode Status, System.Text.Json.Nodes.JsonNode? Body)> LabelledAsync(string value) => host.RestAsync(
            HttpMethod.Post,
            "content/python/packages/upload/",
            new MultipartFormDataContent
            {
                { new ByteArrayContent(WheelBuilder.Minimal("labelled", "1.0")), "file", "labelled-1.0-py3-none-any.whl" },
                { new StringContent($"{{\"key\": \"{value}\"}}"), "pulp_labels" },
            });
    }

    [TestCase("""{"includes": ["requests>=bad"]}""", "includes")]
    [TestCase("""{"excludes": [">=1.0"]}""", "excludes")]
    [TestCase("""{"keep_latest_packages": -1}""", "keep_latest_packages")]
    [TestCase("""{"exclude_platforms": ["amiga"]}""", "exclude_platforms")]
    public async Task A_remote_that_says_nonsense_is_refused(string fields, string field)
    {
        var body = System.Text.Json.Nodes.JsonNode.Parse(fields)!;
        body["name"] = "nonsense";
        body["url"] = "https://index.example/";

        var (status, answer) = await host.RestAsync(HttpMethod.Post, "remotes/python/python/", body);

        Assert.That(status, Is.EqualTo(HttpStatusCode.BadRequest), answer?.ToJsonString());
        Assert.That(answer!.AsObject().Select(pair => pair.Key), Does.Contain(field));
    }

    private Task<(HttpStatusCode Status, System.Text.Json.Nodes.JsonNode? Body)> UploadAsync(string user, PythonRepository? repository)
    {
        var form = new MultipartFormDataContent { { new ByteArrayContent(new WheelBuilder().Build()), "file", WheelBuilder.FileName } };
        if (repository is not null)
            form.Add(new StringContent(IndexHost.HrefOf(repository)), "repository");
        return host.RestAsync(HttpMethod.Post, "content/python/packages/upload/", form, user);
    }
}
