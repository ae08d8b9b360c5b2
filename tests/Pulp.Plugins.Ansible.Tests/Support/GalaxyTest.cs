using System.Text.Json;

namespace Pulp.Plugins.Ansible.Tests.Support;

/// <summary>Runs one Galaxy server for all tests of a class; each test uses repositories of its own.</summary>
public abstract class GalaxyTest
{
    internal GalaxyHost Host { get; private set; } = null!;

    [OneTimeSetUp]
    public async Task Start() => Host = await StartAsync();

    [OneTimeTearDown]
    public async Task Stop() => await Host.DisposeAsync();

    private protected virtual Task<GalaxyHost> StartAsync() => GalaxyHost.StartAsync();

    /// <summary>Gets the address of a distribution's content.</summary>
    internal static string ContentOf(string basePath) => $"/pulp_ansible/galaxy/default/api/v3/plugin/ansible/content/{basePath}/";

    internal static async Task AssertAsync(HttpResponseMessage answer, int status, string? code = null)
    {
        using (answer)
        {
            var text = await answer.Content.ReadAsStringAsync();
            Assert.That((int)answer.StatusCode, Is.EqualTo(status), text);
            if (code is not null)
                Assert.That(JsonDocument.Parse(text).RootElement.GetProperty("errors")[0].GetProperty("code").GetString(), Is.EqualTo(code), text);
        }
    }

    internal static string[] Texts(JsonElement list, string property) => [.. list.EnumerateArray().Select(item => item.GetProperty(property).GetString()!)];
}
