using System.Net;
using Pulp.AspNetCore.Tests.Support;

namespace Pulp.AspNetCore.Tests.Api;

internal sealed class FilterTests
{
    private const string Repositories = "repositories/notes/notes/";
    private ApiHost host = null!;
    private string remote = "";

    private RestClient Admin => host.Admin;

    [OneTimeSetUp]
    public async Task Start()
    {
        host = await ApiHost.StartAsync(new NotesPlugin());
        remote = (string)(await Admin.CreateAsync("remotes/notes/notes/", new { name = "upstream", url = "https://u.example/" }))["pulp_href"]!;
        await Admin.CreateAsync(Repositories, new { name = "alpha", remote, retain_repo_versions = 3, pulp_labels = new { team = "red", note = "a,b" } });
        await Admin.CreateAsync(Repositories, new { name = "Beta", pulp_labels = new { team = "BLUE" } });
        await Admin.CreateAsync(Repositories, new { name = "gamma", retain_repo_versions = 7, description = "third", pulp_labels = new Dictionary<string, string?> { ["team"] = null } });
    }

    [OneTimeTearDown]
    public async Task Stop() => await host.DisposeAsync();

    [TestCase("", "gamma Beta alpha")]
    [TestCase("name=alpha", "alpha")]
    [TestCase("name__iexact=beta", "Beta")]
    [TestCase("name__in=alpha,gamma", "gamma alpha")]
    [TestCase("name__in=alpha&name__in=gamma", "gamma alpha")]
    [TestCase("name__contains=et", "Beta")]
    [TestCase("name__icontains=B", "Beta")]
    [TestCase("name__startswith=b", "")]
    [TestCase("name__istartswith=b", "Beta")]
    [TestCase("name__regex=^[ag]", "gamma alpha")]
    [TestCase("name__iregex=^b", "Beta")]
    [TestCase("retain_repo_versions=3", "alpha")]
    [TestCase("retain_repo_versions__gt=3", "gamma")]
    [TestCase("retain_repo_versions__range=1,5", "alpha")]
    [TestCase("retain_repo_versions__ne=3", "gamma Beta")]
    [TestCase("retain_repo_versions__isnull=true", "Beta")]
    [TestCase("remote=null", "gamma Beta")]
    [TestCase("pulp_label_select=team", "gamma Beta alpha")]
    [TestCase("pulp_label_select=!note", "gamma Beta")]
    [TestCase("pulp_label_select=team=red", "alpha")]
    [TestCase("pulp_label_select=team!=red", "gamma Beta")]
    [TestCase("pulp_label_select=team~blu", "Beta")]
    [TestCase("pulp_label_select=team=red,note=a\\,b", "alpha")]
    [TestCase("q=name=alpha OR name=Beta", "Beta alpha")]
    [TestCase("q=NOT name=alpha AND retain_repo_versions__isnull=false", "gamma")]
    [TestCase("q=NOT (name=alpha OR name='Beta')", "gamma")]
    [TestCase("q=pulp_label_select=\"team=red\"", "alpha")]
    [TestCase("ordering=name", "Beta alpha gamma")]
    [TestCase("ordering=-name", "gamma alpha Beta")]
    [TestCase("ordering=-retain_repo_versions,name&retain_repo_versions__isnull=false", "gamma alpha")]
    [TestCase("ordering=pulp_created", "alpha Beta gamma")]
    [TestCase("limit=1&offset=1&ordering=name", "alpha")]
    [TestCase("limit=-1", "gamma Beta alpha")]
    [TestCase("limit=1000000000", "gamma Beta alpha")]
    [TestCase("offset=9223372036854775808", "gamma Beta alpha")]
    [TestCase("offset=9223372036854775807", "")]
    [TestCase("name=", "gamma Beta alpha")]
    public async Task A_list_shows_what_the_filter_asks_for(string query, string names)
    {
        var answer = await Admin.GetAsync($"{Repositories}?{query}");

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.OK), answer.Text);
        Assert.That(string.Join(' ', answer.Json["results"]!.AsArray().Select(row => (string?)row!["name"])), Is.EqualTo(names));
    }

    [TestCase("retain_repo_versions=x", "retain_repo_versions")]
    [TestCase("retain_repo_versions__range=1", "retain_repo_versions__range")]
    [TestCase("name__regex=(", "name__regex")]
    [TestCase("name__regex=(a)\\1", "name__regex")]
    [TestCase("remote=elsewhere", "remote")]
    [TestCase("remote=/pulp/api/v3/repositories/notes/notes/x/", "remote")]
    [TestCase("pulp_href__in=/x/", "pulp_href__in")]
    [TestCase("pulp_id__in=x", "pulp_id__in")]
    [TestCase("pulp_label_select=", null)]
    [TestCase("pulp_label_select=!a=b", "pulp_label_select")]
    [TestCase("pulp_label_select=a(b", "pulp_label_select")]
    [TestCase("ordering=password", "ordering")]
    [TestCase("q=name=", "q")]
    [TestCase("q=name=alpha OR", "q")]
    [TestCase("q=(name=alpha", "q")]
    [TestCase("q=password=x", "q")]
    [TestCase("q=NOT NOT NOT NOT NOT NOT NOT NOT name=alpha", "q")]
    [TestCase("q=q=x", "q")]
    [TestCase("name=%00", "name")]
    public async Task A_wrong_value_is_refused(string query, string? field)
    {
        var answer = await Admin.GetAsync($"{Repositories}?{query}");

        Assert.That(answer.Status, Is.EqualTo(field is null ? HttpStatusCode.OK : HttpStatusCode.BadRequest), answer.Text);
        if (field is not null)
            Assert.That(answer.Error(field), Is.Not.Null, answer.Text);
    }

    [Test]
    public async Task An_unknown_filter_is_named()
    {
        var answer = await Admin.GetAsync($"{Repositories}?nonsense=1&more=2");

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(answer.Error("errors"), Is.EqualTo("Invalid Filter: 'nonsense' Invalid Filter: 'more'"));
    }

    [Test]
    public async Task Objects_are_found_by_href_prn_and_full_address()
    {
        var all = (await Admin.GetAsync($"{Repositories}?ordering=name")).Json["results"]!.AsArray();
        var (beta, alpha) = (all[0]!, all[1]!);

        foreach (var query in new[]
        {
            $"pulp_href__in={beta["pulp_href"]},{alpha["pulp_href"]}", $"prn__in={beta["prn"]},{alpha["prn"]}", $"pulp_href__in={host.Url}{((string)beta["pulp_href"]!)[1..]},{alpha["prn"]}",
        })
            Assert.That((await Admin.GetAsync($"{Repositories}?{query}")).Json["count"]!.GetValue<int>(), Is.EqualTo(2), query);
        Assert.That((await Admin.GetAsync($"{Repositories}?remote={remote}")).Json["results"]![0]!["name"]!.ToString(), Is.EqualTo("alpha"));
    }

    [Test]
    public async Task The_list_of_all_types_shows_common_fields_and_filters_by_type()
    {
        var all = (await Admin.GetAsync("repositories/?pulp_type=notes.notes&limit=2")).Json;

        Assert.That((int)all["count"]!, Is.EqualTo(3));
        Assert.That((await Admin.GetAsync("repositories/?pulp_type=other.other")).Error("pulp_type"), Does.StartWith("Select a valid choice."));
        Assert.That((await Admin.GetAsync("remotes/")).Json["results"]![0]!.AsObject().ContainsKey("depth"), Is.False);
    }

    [Test]
    public async Task Pages_point_to_each_other()
    {
        var first = (await Admin.GetAsync($"{Repositories}?limit=1&name__in=alpha,Beta&fields=name,pulp_href")).Json;

        var root = $"{host.Url.ToString().TrimEnd('/')}/pulp/api/v3/{Repositories}";
        Assert.That((string?)first["next"], Is.EqualTo($"{root}?fields=name%2Cpulp_href&limit=1&name__in=alpha%2CBeta&offset=1"));
        Assert.That(first["previous"], Is.Null);
        Assert.That(first["results"]![0]!.AsObject().Select(field => field.Key), Is.EqualTo(new[] { "pulp_href", "name" }));

        var second = (await Admin.GetAsync(new Uri((string)first["next"]!).PathAndQuery)).Json;
        Assert.That(second["next"], Is.Null);
        Assert.That((string?)second["previous"], Is.EqualTo($"{root}?fields=name%2Cpulp_href&limit=1&name__in=alpha%2CBeta"));
    }

    [Test]
    public async Task Fields_can_be_left_out()
    {
        var row = (await Admin.GetAsync($"{Repositories}?exclude_fields=pulp_href,prn,token&limit=1")).Json["results"]![0]!.AsObject();

        Assert.That(row.ContainsKey("pulp_href"), Is.False);
        Assert.That(row.ContainsKey("name"), Is.True);
    }
}
