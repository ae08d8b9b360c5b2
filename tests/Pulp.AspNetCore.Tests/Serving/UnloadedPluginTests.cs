using System.Net;
using Pulp.AspNetCore.Tests.Serving.Support;
using Pulp.Testing.Samples;

namespace Pulp.AspNetCore.Tests.Serving;

/// <summary>
/// What clients are told of distributions whose plugin is not loaded any more.
/// </summary>
internal sealed class UnloadedPluginTests : ServingTest
{
    [TestCase("GET", "/pulp/content/team/app/one", "404: The plugin 'served', which serves this, is not loaded.")]
    [TestCase("GET", "/match/team/app/simple/", "404: The plugin 'served', which serves this, is not loaded.")]
    [TestCase("GET", "/match/of/team/app", "404: The plugin 'served', which serves this, is not loaded.")]
    [TestCase("PUT", "/match/team/app/manifests/1", "404: The plugin 'served', which serves this, is not loaded.")]
    [TestCase("HEAD", "/match/team/app/simple/", "")]
    [TestCase("GET", "/match/team/simple/", "")]
    [TestCase("GET", "/match/team/apple/simple/", "")]
    [TestCase("GET", "/", "")]
    public async Task A_path_of_theirs_is_not_found_and_the_plugin_is_named(string method, string path, string body)
    {
        await Host.ServeAsync("team/app", await Host.NewRepositoryAsync());
        await Host.RestartAsync(new SamplePlugin());
        using var answer = await Host.Client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));
        Assert.That((answer.StatusCode, await answer.Content.ReadAsStringAsync()), Is.EqualTo((HttpStatusCode.NotFound, body)));
    }
}
