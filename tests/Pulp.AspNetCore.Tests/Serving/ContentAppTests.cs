using System.Net;
using System.Text;
using Pulp.AspNetCore.Tests.Serving.Support;
using Pulp.Repositories;

namespace Pulp.AspNetCore.Tests.Serving;

internal sealed partial class ContentAppTests : ServingTest
{
    private static readonly byte[] Small = Encoding.ASCII.GetBytes("0123456789");

    [Test]
    public async Task A_stored_file_is_sent_with_size_type_and_validators([Values(10, 64 * 1024, 64 * 1024 + 1, 3_000_000)] int size)
    {
        var bytes = ServingHost.BytesOf(size);
        var repository = await Host.NewRepositoryAsync();
        await Host.AddAsync(repository, ("dir/a.whl", bytes));
        await Host.ServeAsync("f", repository);

        using var answer = await Host.Client.GetAsync("/pulp/content/f/dir/a.whl");

        Assert.Multiple(() =>
        {
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(answer.Content.ReadAsByteArrayAsync().GetAwaiter().GetResult(), Is.EqualTo(bytes));
            Assert.That(answer.Content.Headers.ContentLength, Is.EqualTo(size));
            Assert.That(answer.Content.Headers.ContentType!.ToString(), Is.EqualTo("application/octet-stream"));
            Assert.That(answer.Headers.ETag!.Tag, Is.EqualTo($"\"{ServingHost.Sha256Of(bytes)}\""));
            Assert.That(answer.Content.Headers.LastModified, Is.Not.Null);
            Assert.That(answer.Headers.GetValues("X-PULP-ARTIFACT-SIZE").Single(), Is.EqualTo($"{size}"));
            Assert.That(answer.Headers.AcceptRanges.Single(), Is.EqualTo("bytes"));
            Assert.That(answer.Headers.GetValues("X-Content-Type-Options").Single(), Is.EqualTo("nosniff"));
        });
    }

    [Test]
    public async Task Head_has_the_headers_of_get_and_no_body([Values(10, 100_000)] int size)
    {
        var repository = await Host.NewRepositoryAsync();
        await Host.AddAsync(repository, ("a.txt", ServingHost.BytesOf(size)));
        await Host.ServeAsync("f", repository);

        using var get = await Host.Client.GetAsync("/pulp/content/f/a.txt");
        using var head = await Host.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/pulp/content/f/a.txt"));

        Assert.That(head.Content.Headers.ContentLength, Is.EqualTo(size));
        Assert.That(head.Headers.ETag, Is.EqualTo(get.Headers.ETag));
        Assert.That(head.Content.Headers.LastModified, Is.EqualTo(get.Content.Headers.LastModified));
        Assert.That(await head.Content.ReadAsByteArrayAsync(), Is.Empty);
    }

    [TestCase("POST"), TestCase("PUT"), TestCase("DELETE"), TestCase("PATCH"), TestCase("OPTIONS")]
    public async Task Only_get_and_head_are_allowed(string method)
    {
        using var answer = await Host.Client.SendAsync(new HttpRequestMessage(new HttpMethod(method), "/pulp/content/f/a.txt"));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.MethodNotAllowed));
        Assert.That(answer.Content.Headers.Allow, Is.EquivalentTo(new[] { "GET", "HEAD" }));
    }

    [TestCase("a.html", "text/html", true)]
    [TestCase("a.svg", "image/svg+xml", true)]
    [TestCase("a.js", "text/javascript", true)]
    [TestCase("a.XML", "application/xml", true)]
    [TestCase("a.txt", "text/plain", false)]
    [TestCase("a.tar.gz", "application/gzip", false)]
    [TestCase("none", "application/octet-stream", false)]
    public async Task What_a_browser_would_run_is_an_attachment_in_a_sandbox(string name, string contentType, bool active)
    {
        var repository = await Host.NewRepositoryAsync();
        await Host.AddAsync(repository, (name, Small));
        await Host.ServeAsync("f", repository);

        var (_, _, answer) = await GetAsync($"/pulp/content/f/{name}");

        Assert.That(answer.Content.Headers.ContentType!.ToString(), Is.EqualTo(contentType));
        Assert.That(answer.Content.Headers.ContentDisposition?.DispositionType, Is.EqualTo(active ? "attachment" : null));
        Assert.That(answer.Headers.Contains("Content-Security-Policy"), Is.EqualTo(active));
    }

    [Test]
    public async Task A_distribution_type_states_headers_of_its_own()
    {
        var repository = await Host.NewRepositoryAsync();
        await Host.AddAsync(repository, ("a.special", Small));
        var distribution = await Host.ServeAsync("f", repository);

        var (_, _, answer) = await GetAsync("/pulp/content/f/a.special");

        Assert.That(answer.Content.Headers.ContentType!.ToString(), Is.EqualTo("application/vnd.special"));
        Assert.That(answer.Headers.GetValues("X-Special").Single(), Is.EqualTo(distribution.Name));
    }

    [TestCase("/pulp/content/nope/x")]
    [TestCase("/pulp/content/f/nope")]
    [TestCase("/pulp/content/f/a.txt/")]
    [TestCase("/pulp/content/fa.txt")]
    public async Task What_is_not_there_is_said_in_plain_words(string path)
    {
        var repository = await Host.NewRepositoryAsync();
        await Host.AddAsync(repository, ("a.txt", Small));
        await Host.ServeAsync("f", repository);

        var (status, body, answer) = await GetAsync(path);

        Assert.That(status, Is.EqualTo(404));
        Assert.That(body, Is.EqualTo("404: Not Found"));
        Assert.That(answer.Content.Headers.ContentType!.ToString(), Is.EqualTo("text/plain; charset=utf-8"));
    }

    [Test]
    public async Task A_distribution_of_nothing_says_so()
    {
        await Host.CreateAsync(new PlainDistribution { Name = "empty", BasePath = "empty" });

        var (status, body, _) = await GetAsync("/pulp/content/empty/");

        Assert.That(status, Is.EqualTo(404));
        Assert.That(body, Does.Contain("not pointing to a publication, repository"));
    }

    [TestCase("/pulp/content/f/a/../x.txt", 200)]
    [TestCase("/pulp/content/f/a/%2e%2e/x.txt", 200)]
    [TestCase("/pulp/content/f/../../../../etc/passwd", 404)]
    [TestCase("/pulp/content/f/..%2f..%2f..%2fetc/passwd", 404)]
    [TestCase("/pulp/content/%2F%2F%2F..%2F..%2Fetc/passwd", 404)]
    [TestCase("/pulp/content/f/%5c..%5cetc", 404)]
    [TestCase("/pulp/content/f/..;/x.txt", 404)]
    [TestCase("/pulp/content/f/%c0%ae%c0%ae/x.txt", 404)]
    [TestCase("/pulp/content/f//x.txt", 404)]
    [TestCase("/pulp/content/f/x.txt%00", 400)]
    [TestCase("/pulp/content/f/x.txt%0d%0aSet-Cookie:%20a=b", 400)]
    [TestCase("/pulp/content/f/x%7f", 400)]
    [TestCase("/pulp/content/f/x%09", 400)]
    [TestCase("/pulp/content/f/x y", 400)]
    [TestCase("/pulp/content/f/d%2Fe.txt", 404)]
    [TestCase("/pulp/content/f/with%20space%23%3b.txt", 200)]
    public async Task Odd_paths_lead_nowhere_else(string target, int status)
    {
        var repository = await Host.NewRepositoryAsync();
        await Host.AddAsync(repository, ("x.txt", Small), ("d/e.txt", Small), ("with space#;.txt", Small));
        await Host.ServeAsync("f", repository);

        var answer = await Host.SendRawAsync(target);

        Assert.That(answer.Status, Is.EqualTo(status));
        Assert.That(answer.Head, Does.Not.Contain("Set-Cookie"));
    }

    [Test]
    public async Task A_listing_shows_names_dates_and_sizes()
    {
        var repository = await Host.NewRepositoryAsync();
        var remote = await Host.NewRemoteAsync(Upstream.Url);
        await Host.AddAsync(repository, ("f.bin", new byte[10240]), ("sub/deep/x", Small), ("<b>&\".txt", Small));
        await Host.PromiseAsync(repository, "promised.bin", new byte[1_500_000], (remote, Upstream.UrlOf("/p")));
        await Host.ServeAsync("f", repository);

        var (status, body, answer) = await GetAsync("/pulp/content/f/");

        var date = (await Host.LatestAsync(repository)).Created.ToString("dd-MMM-yyyy HH:", System.Globalization.CultureInfo.InvariantCulture);
        Assert.Multiple(() =>
        {
            Assert.That(status, Is.EqualTo(200));
            Assert.That(answer.Content.Headers.ContentType!.MediaType, Is.EqualTo("text/html"));
            Assert.That(body, Does.Contain("<title>Index of /pulp/content/f/</title>"));
            Assert.That(body, Does.Contain("<a href=\"../\">../</a>"));
            Assert.That(body, Does.Match($"<a href=\"f.bin\">f.bin</a> {{95}}{date}\\d\\d  10.2 kB\n"));
            Assert.That(body, Does.Match($"<a href=\"promised.bin\">promised.bin</a> {{88}}{date}\\d\\d  1.5 MB\n"));
            Assert.That(body, Does.Contain("<a href=\"sub/\">sub/</a>"));
            Assert.That(body, Does.Contain("<a href=\"%3Cb%3E%26%22.txt\">&lt;b&gt;&amp;&quot;.txt</a>"));
            Assert.That(body, Does.Not.Contain("deep"));
        });
    }

    [TestCase("/pulp/content/f", "/pulp/content/f/")]
    [TestCase("/pulp/content/f/sub", "/pulp/content/f/sub/")]
    [TestCase("/pulp/content/f/sub%20dir?a=b", "/pulp/content/f/sub%20dir/?a=b")]
    [TestCase("/pulp/content", "/pulp/content/")]
    [TestCase("/pulp/content/team", "/pulp/content/team/")]
    public async Task A_directory_without_its_slash_is_redirected(string path, string location)
    {
        var repository = await Host.NewRepositoryAsync();
        await Host.AddAsync(repository, ("sub/x", Small), ("sub dir/x", Small));
        await Host.ServeAsync("f", repository);
        await Host.ServeAsync("team/app", repository);

        using var answer = await Host.Client.GetAsync(path);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.MovedPermanently));
        Assert.That(answer.Headers.Location!.OriginalString, Is.EqualTo(location));
    }

    [Test]
    public async Task The_index_lists_distributions_but_hidden_and_nesting_ones()
    {
        var repository = await Host.NewRepositoryAsync();
        await Host.ServeAsync("big", repository);
        await Host.ServeAsync("team/one", repository);
        await Host.ServeAsync("team/two", repository);
        await Host.ServeAsync("secret", repository, hidden: true);
        await Host.CreateAsync(new NestedDistribution { Name = "nested", BasePath = "nested" });

        var root = (await GetAsync("/pulp/content/")).Body;
        var team = (await GetAsync("/pulp/content/team/")).Body;

        Assert.That(root, Does.Contain("<a href=\"big/\">big/</a>").And.Contain("<a href=\"team/\">team/</a>").And.Not.Contain("secret").And.Not.Contain("nested").And.Not.Contain("../"));
        Assert.That(team, Does.Contain("<a href=\"one/\">one/</a>").And.Contain("<a href=\"two/\">two/</a>").And.Contain("../"));
        Assert.That((await GetAsync("/pulp/content/secret/")).Status, Is.EqualTo(200));
        Assert.That((await GetAsync("/pulp/content/nested/")).Status, Is.EqualTo(404));
    }

    [Test]
    public async Task An_index_page_is_shown_in_place_of_a_listing()
    {
        var repository = await Host.NewRepositoryAsync();
        await Host.AddAsync(repository, ("sub/index.html", Encoding.ASCII.GetBytes("<p>hello")), ("sub/x", Small));
        await Host.ServeAsync("f", repository);

        // The second answer comes from memory; the file under its own name is another answer.
        for (var i = 0; i < 2; i++)
        {
            var (_, body, answer) = await GetAsync("/pulp/content/f/sub/");
            Assert.That(body, Is.EqualTo("<p>hello"));
            Assert.That(answer.Content.Headers.ContentDisposition, Is.Null);
            Assert.That(answer.Headers.GetValues("Content-Security-Policy").Single(), Does.Contain("sandbox"));
            Assert.That((await GetAsync("/pulp/content/f/sub/index.html")).Answer.Content.Headers.ContentDisposition?.DispositionType, Is.EqualTo("attachment"));
        }
    }
}
