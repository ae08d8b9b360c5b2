using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Pulp.FunctionalTests.Support;

/// <summary>
/// Makes what ansible-galaxy needs on a server.
/// </summary>
internal static class Galaxies
{
    /// <summary>Makes a repository and its distribution.</summary>
    public static async Task<JsonNode> CreateAsync(PulpProcess pulp, string basePath, bool isPrivate = false)
    {
        var name = basePath.Replace('/', '-');
        var repository = await pulp.Api.CreateAsync("repositories/ansible/ansible/", new { name, @private = isPrivate });
        await pulp.Api.CreateAsync("distributions/ansible/ansible/", new { name, base_path = basePath, repository = PulpApi.Href(repository) });
        return repository;
    }

    /// <summary>Gets the address that a distribution shows.</summary>
    public static Uri AddressOf(PulpProcess pulp, string basePath) => new(pulp.Url, $"pulp_ansible/galaxy/{basePath}/");

    /// <summary>Gets a token as a user does who has none yet.</summary>
    public static async Task<string> TokenAsync(PulpProcess pulp, string username, string password)
    {
        using var client = new HttpClient { BaseAddress = pulp.Url };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{username}:{password}")));
        using var answer = await client.PostAsync("api/galaxy/v3/auth/token/", content: null);
        return JsonNode.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync())!["token"]!.GetValue<string>();
    }

    /// <summary>Makes a role of an archive.</summary>
    public static async Task<JsonNode> UploadRoleAsync(PulpProcess pulp, string file, string @namespace, string name, string version)
    {
        using var form = new MultipartFormDataContent { { new StringContent(@namespace), "namespace" }, { new StringContent(name), "name" }, { new StringContent(version), "version" } };
        form.Add(new ByteArrayContent(await File.ReadAllBytesAsync(file)), "file", Path.GetFileName(file));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/pulp/api/v3/content/ansible/roles/") { Content = form };
        using var answer = await pulp.Api.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.That(answer.IsSuccessStatusCode, Is.True, text);
        return JsonNode.Parse(text)!;
    }
}
