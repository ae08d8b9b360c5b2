using System.Net;
using Pulp.AspNetCore.Endpoints;
using Pulp.AspNetCore.Tests.Serving.Support;
using Pulp.Plugins;

namespace Pulp.AspNetCore.Tests.Serving;

internal sealed class EndpointTests : ServingTest
{
    private static readonly string[] BasePaths = ["a", "a/b", "a/simple", "team/app", "team/app/sub", "simple", "x/manifests/y"];

    [TestCase("GET", "/match/", "root")]
    [TestCase("GET", "/match/a/", "index Exact base=a rest= name=")]
    [TestCase("GET", "/match/a/simple/", "index Exact base=a/simple rest= name=")]
    [TestCase("GET", "/match/a/simple/simple/", "simple Exact base=a/simple rest= name=")]
    [TestCase("GET", "/match/a/simple/requests/", "project Exact base=a rest= name=requests")]
    [TestCase("GET", "/match/a/simple/simple/requests/", "project Exact base=a/simple rest= name=requests")]
    [TestCase("GET", "/match/a/b/simple/", "simple Exact base=a/b rest= name=")]
    [TestCase("GET", "/match/a/b/simple/special/", "special Exact base=a/b rest= name=")]
    [TestCase("GET", "/match/simple/", "index Exact base=simple rest= name=")]
    [TestCase("GET", "/match/simple/simple/simple/", "project Exact base=simple rest= name=simple")]
    [TestCase("POST", "/match/a/b/simple/", "upload Exact base=a/b rest= name=")]
    [TestCase("GET", "/match/team/app/manifests/latest", "manifest Exact base=team/app rest= name=latest")]
    [TestCase("GET", "/match/team/app/sub/manifests/latest", "manifest Exact base=team/app/sub rest= name=latest")]
    [TestCase("GET", "/match/x/manifests/y/manifests/z", "manifest Exact base=x/manifests/y rest= name=z")]
    [TestCase("GET", "/match/cache/library/busybox/manifests/1", "manifest Below base=cache rest=library/busybox name=1")]
    [TestCase("GET", "/match/cache/deep/library/busybox/manifests/1", "manifest Below base=cache/deep rest=library/busybox name=1")]
    [TestCase("PUT", "/match/brand/new/manifests/1", "push Absent base=brand/new rest= name=1")]
    [TestCase("PUT", "/match/team/app/manifests/1", "push Exact base=team/app rest= name=1")]
    [TestCase("GET", "/match/a/b/files/one/two", "files Exact base=a/b rest= name=one/two")]
    [TestCase("GET", "/match/a/files/b/files/c", "files Exact base=a rest= name=b/files/c")]
    [TestCase("GET", "/match/a/b/files/one/", "files Exact base=a/b rest= name=one/")]
    [TestCase("HEAD", "/match/a/", "")]
    public async Task A_path_leads_to_one_endpoint_of_one_distribution(string method, string path, string body)
    {
        await DistributeAsync();

        using var answer = await Host.Client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await answer.Content.ReadAsStringAsync(), Is.EqualTo(body));
    }

    [TestCase("GET", "/match/none/simple/", 404)]
    [TestCase("GET", "/match/none/manifests/x", 405)]
    [TestCase("GET", "/match/a/nothing/like/this", 404)]
    [TestCase("GET", "/match/a//simple/", 404)]
    [TestCase("GET", "/match//", 404)]
    [TestCase("GET", "/match/cache/manifests/1", 405)]
    [TestCase("GET", "/match/plain/simple/", 404)]
    [TestCase("PUT", "/match/a/b/simple/", 405)]
    [TestCase("POST", "/match/a/b/simple", 404)]
    [TestCase("POST", "/match/", 405)]
    [TestCase("PUT", "/match/_catalog", 405)]
    [TestCase("GET", "/match/a/b/%0d%0a/", 400)]
    [TestCase("GET", "/match/a%7f/", 400)]
    [TestCase("GET", "/match/_catalog", 401)]
    [TestCase("DELETE", "/match/a/simple/x/", 401)]
    [TestCase("GET", "/page/plain/failing", 500)]
    public async Task What_leads_nowhere_is_refused(string method, string path, int status)
    {
        await DistributeAsync();

        using var answer = await Host.Client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));

        Assert.That((int)answer.StatusCode, Is.EqualTo(status));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Not.Contain("secret"));
    }

    [Test]
    public async Task A_wrong_method_is_told_the_right_ones()
    {
        await DistributeAsync();

        using var answer = await Host.Client.PutAsync("/match/a/b/simple/", null);
        using var root = await Host.Client.PutAsync("/match/", null);

        Assert.That(answer.Content.Headers.Allow, Is.EquivalentTo(new[] { "GET", "HEAD", "POST" }));
        Assert.That(root.Content.Headers.Allow, Is.EquivalentTo(new[] { "GET", "HEAD" }));
    }

    [TestCase("/match/a/b", "/match/a/b/")]
    [TestCase("/match/a/b/simple", "/match/a/b/simple/")]
    [TestCase("/match/a/b/simple/caf%C3%A9?x=1", "/match/a/b/simple/caf%C3%A9/?x=1")]
    public async Task A_get_without_its_slash_is_redirected_within_the_server(string path, string location)
    {
        await DistributeAsync();

        using var answer = await Host.Client.GetAsync(path);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.MovedPermanently));
        Assert.That(answer.Headers.Location!.OriginalString, Is.EqualTo(location));
    }

    [TestCase("/match/_catalog", "Bearer of-the-protocol", 200)]
    [TestCase("/match/_catalog", "Bearer of-another", 401)]
    [TestCase("/match/_catalog", "Basic b24=", 401)]
    public async Task Credentials_of_the_protocols_own_are_recognized_by_its_plugin(string path, string authorization, int status) =>
        Assert.That((await GetAsync(path, ("Authorization", authorization))).Status, Is.EqualTo(status));

    [Test]
    public async Task A_guard_is_asked_before_the_plugin()
    {
        var guard = await Host.NewGuardAsync("Members only.");
        await Host.CreateAsync(new NestedDistribution { Name = "guarded", BasePath = "g", ContentGuard = guard.Id });
        await Host.CreateAsync(new CacheDistribution { Name = "cache", BasePath = "gc", ContentGuard = guard.Id });

        Assert.That((await GetAsync("/match/g/")).Body, Is.EqualTo("403: Members only."));
        Assert.That((await GetAsync("/match/gc/library/x/manifests/1")).Status, Is.EqualTo(403));
        Assert.That((await GetAsync("/match/g/open")).Status, Is.EqualTo(200));
        Assert.That((int)(await Host.Client.PostAsync("/match/g/simple/", null)).StatusCode, Is.EqualTo(200));
    }

    [Test]
    public async Task A_path_without_base_path_leads_to_the_distribution_that_answers_there()
    {
        Assert.That((await GetAsync("/short/x/")).Status, Is.EqualTo(404));
        await DistributeAsync();

        Assert.That((await GetAsync("/short/x/")).Body, Is.EqualTo("short Exact base=a/b rest= name=x"));
        using var denied = await Host.Client.DeleteAsync("/short/x/");
        using var wrong = await Host.Client.PutAsync("/short/x/", null);
        Assert.That((int)denied.StatusCode, Is.EqualTo(401));
        Assert.That(wrong.Content.Headers.Allow, Is.EquivalentTo(new[] { "GET", "HEAD", "DELETE" }));
    }

    [Test]
    public async Task A_path_without_base_path_is_guarded_and_follows_the_version()
    {
        var repository = await Host.NewRepositoryAsync();
        var distribution = await Host.ServeAsync("f", repository);
        for (var i = 0; i < 3; i++)
            Assert.That((await GetAsync("/short-page/x/")).Body, Does.StartWith("x of f version 0"));

        await Host.AddAsync(repository, ("a.txt", "hello"u8.ToArray()));
        Assert.That((await GetAsync("/short-page/x/")).Body, Does.StartWith("x of f version 1"));
        await Host.UpdateAsync(distribution with { ContentGuard = (await Host.NewGuardAsync("No.")).Id });

        Assert.That((await GetAsync("/short-page/x/")).Status, Is.EqualTo(403));
    }

    [Test]
    public async Task A_path_without_base_path_leads_to_no_distribution_of_another_type()
    {
        await Host.CreateAsync(new NestedDistribution { Name = "other", BasePath = "f" });
        Assert.That((await GetAsync("/short-page/x/")).Status, Is.EqualTo(404));
    }

    [Test]
    public async Task A_page_is_built_once_and_varies_as_it_says()
    {
        var repository = await Host.NewRepositoryAsync();
        await Host.ServeAsync("f", repository);

        var pages = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => GetAsync("/page/f/x/", ("Accept", "text/plain"))));
        var json = await GetAsync("/page/f/x/", ("Accept", "application/json"));
        var again = await GetAsync("/page/f/x/", ("Accept", "text/plain"));
        var elsewhere = await GetAsync("/page/f/x/", ("Accept", "text/plain"), ("Host", "other.example"));
        var elsewhereAgain = await GetAsync("/page/f/x/", ("Accept", "text/plain"), ("Host", "other.example"));
        var unchanged = await GetAsync("/page/f/x/", ("Accept", "text/plain"), ("If-None-Match", again.Answer.Headers.ETag!.Tag));

        Assert.Multiple(() =>
        {
            Assert.That(pages.Select(page => page.Body).Distinct(), Is.EqualTo(new[] { $"x of f version 0 at {Host.Url.GetLeftPart(UriPartial.Authority)} json=False" }));
            Assert.That(json.Body, Does.EndWith("json=True"));
            Assert.That(json.Answer.Content.Headers.ContentType!.ToString(), Is.EqualTo("application/json"));
            Assert.That(again.Answer.Headers.Vary, Is.EqualTo(new[] { "Accept" }));
            Assert.That(again.Answer.Headers.GetValues("X-Serial").Single(), Is.EqualTo("7"));
            Assert.That(again.Answer.Headers.GetValues("X-PULP-CACHE").Single(), Is.EqualTo("HIT"));
            Assert.That(elsewhere.Body, Does.Contain("at http://other.example"));
            Assert.That(elsewhereAgain.Body, Is.EqualTo(elsewhere.Body));
            Assert.That(unchanged.Status, Is.EqualTo(304));
        });
        Assert.That((await GetAsync("/page/f/count")).Body, Is.EqualTo("3"));
    }

    [Test]
    public async Task A_page_follows_the_version()
    {
        var repository = await Host.NewRepositoryAsync();
        await Host.ServeAsync("f", repository);
        var before = (await GetAsync("/page/f/x/")).Body;
        await GetAsync("/page/f/x/");

        await Host.AddAsync(repository, ("a.txt", "hello"u8.ToArray()));

        Assert.That(before, Does.Contain("version 0"));
        Assert.That((await GetAsync("/page/f/x/")).Body, Does.Contain("version 1"));
    }

    [Test]
    public async Task What_is_provisional_is_built_until_it_is_complete()
    {
        await Host.ServeAsync("f", await Host.NewRepositoryAsync());
        foreach (var expected in new[] { "1", "2", "3", "3", "3" })
            Assert.That((await GetAsync("/page/f/growing")).Body, Is.EqualTo(expected));
    }

    [Test]
    public async Task A_guard_that_is_set_is_asked_before_a_cached_page()
    {
        var distribution = await Host.ServeAsync("f", await Host.NewRepositoryAsync());
        await GetAsync("/page/f/x/");
        Assert.That((await GetAsync("/page/f/x/")).Status, Is.EqualTo(200));

        await Host.UpdateAsync(distribution with { ContentGuard = (await Host.NewGuardAsync("No.")).Id });

        Assert.That((await GetAsync("/page/f/x/")).Status, Is.EqualTo(403));
    }

    [Test]
    public async Task What_a_page_cannot_be_made_of_is_left_to_the_plugin()
    {
        await Host.ServeAsync("f", await Host.NewRepositoryAsync());

        Assert.That((await GetAsync("/page/f/none/")).Status, Is.EqualTo(401));
    }

    [Test]
    public async Task An_endpoint_sends_files_as_the_content_app_does()
    {
        var repository = await Host.NewRepositoryAsync();
        await Host.AddAsync(repository, ("d/a.txt", "hello"u8.ToArray()));
        await Host.ServeAsync("f", repository);

        Assert.That((await GetAsync("/page/f/file/d/a.txt")).Body, Is.EqualTo("hello"));
        Assert.That((await GetAsync("/page/f/file/d/b.txt")).Status, Is.EqualTo(404));
    }

    [TestCase("{base_path}/simple/")]
    [TestCase("/{base_path}/simple/")]
    [TestCase("/x{base_path}/simple/")]
    [TestCase("/x/{base_path}simple/")]
    [TestCase("/x/{base}/simple/")]
    [TestCase("/x/{y}/{base_path}/simple/")]
    [TestCase("/x/{base_path}/{*rest}/more")]
    [TestCase("/x/{base_path}//more")]
    [TestCase("/x/{base_path}/{a}-{b}")]
    [TestCase("/x/{base_path}/{}")]
    public void A_malformed_template_is_refused(string template) =>
        Assert.That(() => EndpointTemplate.Parse(template), Throws.TypeOf<PluginException>().With.Message.Contains(template));

    [TestCase("/match/")]
    [TestCase("/Match/")]
    public void The_content_app_in_the_place_of_a_plugin_stops_the_start_with_the_way_out(string prefix) => Assert.That(
        () => ServingHost.StartAsync(options => options.ContentPathPrefix = prefix),
        Throws.TypeOf<PluginException>().With.Message.Contains("/match/").And.Message.Contains("ContentPathPrefix"));

    private async Task DistributeAsync()
    {
        foreach (var basePath in BasePaths)
            await Host.CreateAsync(new NestedDistribution { Name = Host.NewName(), BasePath = basePath });
        foreach (var basePath in new[] { "cache", "cache/deep" })
            await Host.CreateAsync(new CacheDistribution { Name = Host.NewName(), BasePath = basePath });
        await Host.CreateAsync(new PlainDistribution { Name = "plain", BasePath = "plain" });
    }
}
