using System.Net;
using Pulp.AspNetCore.Tests.Support;
using Pulp.Plugins.Python;

namespace Pulp.AspNetCore.Tests.Api;

/// <summary>
/// Python's publications and distributions leave out the field <c>checkpoint</c> of their kind; no other type is here that has it.
/// </summary>
internal sealed class LeftOutFieldTests
{
    private ApiHost host = null!;

    [OneTimeSetUp]
    public async Task Start() => host = await ApiHost.StartAsync(new PythonPlugin());

    [OneTimeTearDown]
    public async Task Stop() => await host.DisposeAsync();

    [TestCase("distributions/")]
    [TestCase("publications/")]
    [TestCase("distributions/python/pypi/")]
    [TestCase("publications/python/pypi/")]
    public async Task Nothing_is_a_checkpoint_where_no_type_has_them(string list)
    {
        var repository = (string)(await host.Admin.CreateAsync("repositories/python/python/", new { name = list }))["pulp_href"]!;
        var publication = await host.Admin.CreateAsync("publications/python/pypi/", new { repository });
        await host.Admin.CreateAsync("distributions/python/pypi/", new { name = list, base_path = list.Replace('/', '-'), publication = publication["pulp_href"] });

        var (yes, no) = (await host.Admin.GetAsync($"{list}?checkpoint=true"), await host.Admin.GetAsync($"{list}?checkpoint=false"));

        Assert.That(yes.Status, Is.EqualTo(HttpStatusCode.OK), yes.Text);
        Assert.That((int)yes.Json["count"]!, Is.Zero);
        Assert.That((int)no.Json["count"]!, Is.Positive, no.Text);
    }

    [Test]
    public async Task Checkpoints_are_retained_where_there_are_none()
    {
        var repository = (string)(await host.Admin.CreateAsync("repositories/python/python/", new { name = "retains" }))["pulp_href"]!;

        await host.Admin.CompletedAsync(await host.Admin.PatchAsync(repository, new { retain_checkpoints = 1 }));
    }
}
