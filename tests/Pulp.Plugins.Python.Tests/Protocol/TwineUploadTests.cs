using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Pulp.Access;
using Pulp.Plugins.Python.Models;
using Pulp.Plugins.Python.Tests.Support;
using Pulp.Repositories;

namespace Pulp.Plugins.Python.Tests.Protocol;

[TestFixture]
internal sealed class TwineUploadTests
{
    private static readonly byte[] Wheel = new WheelBuilder().Build();
    private IndexHost host = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => host = await IndexHost.StartAsync();

    [OneTimeTearDown]
    public async Task StopAsync() => await host.DisposeAsync();

    [Test]
    public async Task An_address_without_the_slash_at_its_end_takes_uploads_as_well()
    {
        var (repository, _) = await host.CreateIndexAsync(Unique());

        using var response = await host.UploadAsync(new TwineForm(Wheel), $"pypi/{repository.Name}/legacy");

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task An_index_that_is_not_there_is_told_where_clients_show_it()
    {
        using var response = await host.UploadAsync(new TwineForm(Wheel), "pypi/nothing/legacy/");

        Assert.That((int)response.StatusCode, Is.EqualTo(404));
        Assert.That(response.ReasonPhrase, Is.EqualTo("There is no index at this address, or no such page of it."));
    }

    [TestCase("admin", "Invalid username/password.")]
    [TestCase(null, "Authentication credentials were not provided.")]
    public async Task A_login_that_is_refused_is_told_where_clients_show_it(string? user, string reason)
    {
        var (repository, _) = await host.CreateIndexAsync(Unique());

        using var response = await host.UploadAsync(new TwineForm(Wheel), $"pypi/{repository.Name}/legacy/", user, "wrong");

        Assert.That((int)response.StatusCode, Is.EqualTo(401));
        Assert.That(response.ReasonPhrase, Is.EqualTo(reason));
    }

    private static IEnumerable<TestCaseData> Refused()
    {
        static TestCaseData Case(string name, Func<TwineForm> form, string says, HttpStatusCode status = HttpStatusCode.BadRequest) =>
            new TestCaseData(form, status, says).SetArgDisplayNames(name);

        yield return Case("no content", () => new TwineForm(Wheel).WithoutFile(), "required");
        yield return Case("two contents", () => new TwineForm(Wheel).WithFile(WheelBuilder.FileName, Wheel), "two parts");
        yield return Case("no file name", () => new TwineForm(Wheel).WithoutFile().WithFile(null, Wheel), "file name");
        foreach (var name in (string[])["../x-1.0-py3-none-any.whl", "a/x-1.0-py3-none-any.whl", @"a\\x-1.0-py3-none-any.whl", new string('a', 250) + "-1.0-py3-none-any.whl"])
            yield return Case($"unsafe name {name[..8]}", () => new TwineForm(Wheel, name), "file name");
        foreach (var name in (string[])["demo_pkg-1.2.0 -py3-none-any.whl", "demo_pkg-1.2.0.tar.gz ", " demo_pkg-1.2.0.tar.gz"])
            yield return Case($"spaces in '{name}'", () => new TwineForm(Wheel, name), "spaces");
        foreach (var name in (string[])["demo_pkg-1.2.0.tar.bz2", "demo_pkg-1.2.0-py3.11.egg", "demo_pkg-1.2.0.win32.exe", "demo.txt", "demo_pkg-1.2.0-py3-none-any.WHL"])
            yield return Case(name, () => new TwineForm(Wheel, name), "not accepted");
        yield return Case("other name", () => new TwineForm(Wheel).With("name", "other"), "name:");
        yield return Case("other version", () => new TwineForm(Wheel).With("version", "1.2.1"), "version:");
        yield return Case("name with markup", () => new TwineForm(Wheel).With("name", "x1<img src=x onerror=1>"), "name:");
        yield return Case("wrong sha256", () => new TwineForm(Wheel).With("sha256_digest", new string('a', 64)), "sha256_digest");
        yield return Case("no sha256", () => new TwineForm(Wheel).With("sha256_digest", null), "sha256_digest: This field is required");
        yield return Case("malformed sha256", () => new TwineForm(Wheel).With("sha256_digest", "zz"), "64 hexadecimal");
        yield return Case("wrong md5", () => new TwineForm(Wheel).With("md5_digest", new string('a', 32)), "md5_digest");
        yield return Case("wrong blake2", () => new TwineForm(Wheel).With("blake2_256_digest", new string('a', 64)), "blake2_256_digest");
        yield return Case("unknown metadata version", () => new TwineForm(Wheel).With("metadata_version", "9.9"), "metadata_version");
        yield return Case("other protocol", () => new TwineForm(Wheel).With("protocol_version", "2"), "protocol_version");
        yield return Case("other action", () => new TwineForm(Wheel).With(":action", "doc_upload"), ":action");
        yield return Case("other kind", () => new TwineForm(Wheel).With("filetype", "sdist"), "filetype");
        yield return Case("not a wheel", () => new TwineForm([1, 2, 3]), "not accepted");
        yield return Case("huge description", () => new TwineForm(Wheel).With("description", new string('d', 100_000_000)), "", HttpStatusCode.RequestEntityTooLarge);
        yield return Case("attestations not JSON", () => new TwineForm(Wheel).With("attestations", "["), "Invalid attestations");
        yield return Case("attestations no list", () => new TwineForm(Wheel).With("attestations", "{}"), "Invalid attestations");
        yield return Case("attestation of nothing", () => new TwineForm(Wheel).With("attestations", "[{}]"), "Invalid attestations");
        yield return Case("huge attestations", () => new TwineForm(Wheel).With("attestations", "[\"" + new string('a', 10_000_000) + "\"]"), "Invalid attestations");
    }

    [TestCaseSource(nameof(Refused))]
    public async Task A_bad_upload_is_refused_and_leaves_nothing(Func<TwineForm> form, HttpStatusCode status, string says)
    {
        var (repository, _) = await host.CreateIndexAsync(Unique());

        HttpResponseMessage response;
        try
        {
            response = await host.UploadAsync(form(), $"pypi/{repository.Name}/legacy/");
        }
        catch (HttpRequestException) when (status == HttpStatusCode.RequestEntityTooLarge)
        {
            // The server hung up before the client had sent everything; that nothing is kept is what counts.
            Assert.That(await host.CountFilesAsync(repository.Id), Is.Zero);
            return;
        }

        var text = await response.Content.ReadAsStringAsync();
        Assert.Multiple(() =>
        {
            Assert.That(response.StatusCode, Is.EqualTo(status), text);
            Assert.That(text, Does.Contain(says));
            Assert.That(host.CountLeftovers(), Is.Zero);
        });
        Assert.That(await host.CountFilesAsync(repository.Id), Is.Zero);
    }

    [Test]
    public async Task An_upload_is_visible_when_it_is_answered([Values("legacy/", "simple/")] string endpoint)
    {
        var (repository, _) = await host.CreateIndexAsync(Unique());
        var form = new TwineForm(Wheel).With("md5_digest", Convert.ToHexStringLower(System.Security.Cryptography.MD5.HashData(Wheel)));

        var response = await host.UploadAsync(form, $"pypi/{repository.Name}/{endpoint}");

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK), await response.Content.ReadAsStringAsync());
        var page = await host.GetAsync($"pypi/{repository.Name}/simple/demo-pkg/");
        Assert.That(await page.Content.ReadAsStringAsync(), Does.Contain(WheelBuilder.FileName));
        Assert.That(await host.Client.GetByteArrayAsync($"pulp/content/{repository.Name}/{WheelBuilder.FileName}"), Is.EqualTo(Wheel));
        Assert.That(await host.Client.GetStringAsync($"pulp/content/{repository.Name}/{WheelBuilder.FileName}.metadata"), Is.EqualTo(WheelBuilder.Metadata));
    }

    [Test]
    public async Task A_file_name_that_is_there_is_refused_so_that_clients_can_skip_it([Values] bool sameBytes)
    {
        var (repository, _) = await host.CreateIndexAsync(Unique());
        var path = $"pypi/{repository.Name}/legacy/";
        await host.UploadAsync(new TwineForm(Wheel), path);
        var second = sameBytes ? Wheel : new WheelBuilder().Add(new ZipItem("demo_pkg/more.py", "1\n")).Build();

        var response = await host.UploadAsync(new TwineForm(second), path);

        var expected = $"File already exists: Package {WheelBuilder.FileName} already exists in index";
        Assert.Multiple(() =>
        {
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
            Assert.That(response.ReasonPhrase, Is.EqualTo(expected));
        });
        Assert.That(await response.Content.ReadAsStringAsync(), Is.EqualTo(expected));
        Assert.That(await host.Client.GetByteArrayAsync($"pulp/content/{repository.Name}/{WheelBuilder.FileName}"), Is.EqualTo(Wheel));
        Assert.That(host.CountLeftovers(), Is.Zero);
    }

    [Test]
    public async Task A_removed_file_name_may_be_used_again_unless_the_repository_forbids_it([Values] bool allowed)
    {
        var (repository, _) = await host.CreateIndexAsync(Unique(), repository => repository with { AllowFilenameReuse = allowed });
        var path = $"pypi/{repository.Name}/legacy/";
        await host.UploadAsync(new TwineForm(Wheel), path);
        await host.Services.GetRequiredService<RepositoryChanges>().ModifyAsync(repository.Id, new RepositoryChange { RemoveAll = true });

        var response = await host.UploadAsync(new TwineForm(Wheel), path);

        Assert.That(response.StatusCode, Is.EqualTo(allowed ? HttpStatusCode.OK : HttpStatusCode.BadRequest), await response.Content.ReadAsStringAsync());
    }

    [Test]
    public async Task Uploads_at_the_same_time_all_land_and_one_of_two_for_one_name_wins()
    {
        var (repository, _) = await host.CreateIndexAsync(Unique());
        var path = $"pypi/{repository.Name}/legacy/";
        var forms = Enumerable.Range(0, 12).Select(i => new TwineForm(WheelBuilder.Minimal("par", $"1.{i}"), $"par-1.{i}-py3-none-any.whl", "par", $"1.{i}"))
            .Append(new TwineForm(WheelBuilder.Minimal("par", "1.0", "Summary: other\n"), "par-1.0-py3-none-any.whl", "par", "1.0"));

        var answers = await Task.WhenAll(forms.Select(form => host.UploadAsync(form, path)));

        Assert.That(answers.Count(answer => answer.IsSuccessStatusCode), Is.EqualTo(12));
        Assert.That(answers.Single(answer => !answer.IsSuccessStatusCode).ReasonPhrase, Does.Contain("already exists"));
        Assert.That(await host.CountFilesAsync(repository.Id), Is.EqualTo(12));
    }

    [Test]
    public async Task A_distribution_that_takes_no_uploads_says_why()
    {
        var closed = Unique();
        await host.CreateIndexAsync(closed, distribution: distribution => distribution with { AllowUploads = false });
        var bare = await host.CreateAsync(new PythonDistribution { Name = Unique(), BasePath = Unique() });

        var forbidden = await host.UploadAsync(new TwineForm(Wheel), $"pypi/{closed}/legacy/");
        var pointless = await host.UploadAsync(new TwineForm(Wheel), $"pypi/{bare.BasePath}/legacy/");

        Assert.Multiple(() =>
        {
            Assert.That((forbidden.StatusCode, forbidden.ReasonPhrase), Is.EqualTo((HttpStatusCode.Forbidden, "Index is not allowing uploads")));
            Assert.That((pointless.StatusCode, pointless.ReasonPhrase), Is.EqualTo((HttpStatusCode.BadRequest, "Index is not pointing to a repository")));
        });
        Assert.That((await host.UploadAsync(new TwineForm(Wheel), "pypi/nowhere/legacy/")).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task Uploading_needs_the_permission_on_the_repository()
    {
        var user = await host.CreateUserAsync(Unique());
        var (own, _) = await host.CreateIndexAsync(Unique());
        var mine = await host.CreateAsync(new PythonRepository { Name = Unique() }, user.Id);
        await host.CreateAsync(new PythonDistribution { Name = mine.Name, BasePath = mine.Name, Repository = mine.Id });
        var (_, elsewhere) = await host.Services.GetRequiredService<ApiTokens>().CreateAsync(user.Id, "t", [], [$"prn:python.pythonrepository:{own.Id}"]);

        var anonymous = await host.UploadAsync(new TwineForm(Wheel), $"pypi/{own.Name}/legacy/", user: null);
        var wrong = await host.UploadAsync(new TwineForm(Wheel), $"pypi/{own.Name}/legacy/", "admin", "wrong");
        var stranger = await host.UploadAsync(new TwineForm(Wheel), $"pypi/{own.Name}/legacy/", user.Username);
        var otherToken = await host.UploadAsync(new TwineForm(Wheel), $"pypi/{mine.Name}/legacy/", user.Username, elsewhere);
        var owner = await host.UploadAsync(new TwineForm(Wheel), $"pypi/{mine.Name}/legacy/", user.Username);

        Assert.Multiple(() =>
        {
            Assert.That(anonymous.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
            Assert.That(anonymous.Headers.WwwAuthenticate.ToString(), Does.StartWith("Basic"));
            Assert.That(wrong.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
            Assert.That(stranger.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
            Assert.That(otherToken.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
            Assert.That(owner.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        });
    }

    [Test]
    public async Task Without_a_login_the_body_is_not_asked_for()
    {
        var (repository, _) = await host.CreateIndexAsync(Unique());
        using var socket = new TcpClient();
        await socket.ConnectAsync(host.Url.Host, host.Url.Port);
        var head = $"POST /pypi/{repository.Name}/legacy/ HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 1000000\r\n\r\n";
        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head));

        using var reader = new StreamReader(socket.GetStream(), Encoding.ASCII);
        Assert.That(await reader.ReadLineAsync(), Does.StartWith("HTTP/1.1 401"));
    }

    [Test]
    public async Task A_client_that_leaves_before_the_end_leaves_nothing()
    {
        var (repository, _) = await host.CreateIndexAsync(Unique());
        var body = await new TwineForm(Wheel).ToContent().ReadAsByteArrayAsync();
        using (var socket = new TcpClient())
        {
            await socket.ConnectAsync(host.Url.Host, host.Url.Port);
            var login = Convert.ToBase64String(Encoding.UTF8.GetBytes($"admin:{IndexHost.Password}"));
            var head = $"POST /pypi/{repository.Name}/legacy/ HTTP/1.1\r\nHost: x\r\nAuthorization: Basic {login}\r\nContent-Type: multipart/form-data; boundary=a-boundary\r\nContent-Length: {body.Length}\r\n\r\n";
            await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head));
            await socket.GetStream().WriteAsync(body.AsMemory(0, body.Length - 10));
        }

        // An upload of the same name later finds the place free, and the earlier file gone.
        var response = await host.UploadAsync(new TwineForm(Wheel), $"pypi/{repository.Name}/legacy/");
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK), await response.Content.ReadAsStringAsync());
        Assert.That(() => host.CountLeftovers(), Is.Zero.After(5000, 20));
    }

    [Test]
    public async Task A_blocked_package_is_refused_with_the_entry_that_blocks_it()
    {
        var (repository, _) = await host.CreateIndexAsync(Unique());
        await host.CreateAsync(new PythonBlocklistEntry { Repository = repository.Id, Name = "Demo.Pkg" });

        var response = await host.UploadAsync(new TwineForm(Wheel), $"pypi/{repository.Name}/legacy/");

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await response.Content.ReadAsStringAsync(), Does.Contain("Demo.Pkg"));
    }

    private static string Unique() => $"i{Guid.NewGuid():N}";
}
