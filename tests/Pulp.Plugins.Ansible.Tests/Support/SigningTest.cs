using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.Versioning;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Pulp.Plugins.Ansible.Models;
using Pulp.Repositories;
using Pulp.Signing;
using Pulp.Tasking;

namespace Pulp.Plugins.Ansible.Tests.Support;

/// <summary>Runs a Galaxy server whose collections are signed by keys of GnuPG.</summary>
[Platform(Exclude = "Win")]
[UnsupportedOSPlatform("windows")]
public abstract class SigningTest : GalaxyTest
{
    internal const string Repositories = "/pulp/api/v3/repositories/ansible/ansible/";

    internal GpgKeys Keys { get; private set; } = null!;

    private protected sealed override async Task<GalaxyHost> StartAsync()
    {
        Keys = await GpgKeys.CreateAsync();
        return await GalaxyHost.StartAsync(Configure);
    }

    [OneTimeTearDown]
    public void RemoveKeys() => Keys.Dispose();

    private protected virtual void Configure(IServiceCollection services)
    {
    }

    internal async Task<SigningService> ServiceAsync(string name, string owner) =>
        await Host.Services.GetRequiredService<SigningServices>().AddAsync(name, SigningScript.Of(Keys, owner), await Keys.ExportAsync(owner));

    internal async Task<AnsibleRepository> RepositoryAsync(string name, params string[] owners)
    {
        var repository = await Host.CreateRepositoryAsync(name);
        return owners.Length == 0 ? repository : await Host.UpdateAsync(repository with { Gpgkey = await Keys.ExportAsync(owners) });
    }

    /// <summary>Uploads a real collection to a repository.</summary>
    /// <returns>Its href and the bytes of its manifest.</returns>
    internal async Task<(string Href, string Manifest)> UploadAsync(AnsibleRepository repository, string @namespace, string name, string version = "1.0.0")
    {
        var builder = new CollectionBuilder(@namespace, name, version);
        var task = await WaitAsync(await Host.SendAsync(
            HttpMethod.Post, "/pulp/api/v3/content/ansible/collection_versions/", Form(builder.Build(), builder.FileName, ("repository", PrnOf(repository)))));
        Assert.That(task.State, Is.EqualTo(TaskState.Completed), task.Error?.Description);
        var unit = (await Host.GetJsonAsync($"/pulp/api/v3/content/ansible/collection_versions/?namespace={@namespace}&name={name}&version={version}&fields=pulp_href,manifest", "admin")).GetProperty("results")[0];
        return (unit.GetProperty("pulp_href").GetString()!, unit.GetProperty("manifest").GetRawText());
    }

    internal string PrnOf(AnsibleRepository repository) => Host.Catalog.ResourceTypeOf(repository).PrnOf(repository.Id);

    internal static string HrefOf(AnsibleRepository repository) => $"{Repositories}{repository.Id}/";

    internal static string HrefOf(SigningService service) => $"/pulp/api/v3/signing-services/{service.Id}/";

    internal Task<HttpResponseMessage> PostAsync(AnsibleRepository repository, string action, object body, string user = "admin") =>
        Host.SendAsync(HttpMethod.Post, HrefOf(repository) + action + "/", JsonContent.Create(body), user);

    /// <summary>Runs an action to its end.</summary>
    internal async Task<PulpTask> RunAsync(AnsibleRepository repository, string action, object body, string user = "admin")
    {
        var task = await WaitAsync(await PostAsync(repository, action, body, user));
        Assert.That(task.State, Is.EqualTo(TaskState.Completed), task.Error?.Description);
        return task;
    }

    internal async Task RefuseAsync(AnsibleRepository repository, string action, object body, string field)
    {
        using var answer = await PostAsync(repository, action, body);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.That((int)answer.StatusCode, Is.EqualTo(400), text);
        Assert.That(JsonDocument.Parse(text).RootElement.TryGetProperty(field, out _), Is.True, text);
    }

    internal async Task<PulpTask> WaitAsync(HttpResponseMessage answer)
    {
        using (answer)
        {
            var text = await answer.Content.ReadAsStringAsync();
            Assert.That((int)answer.StatusCode, Is.EqualTo(202), text);
            var task = JsonDocument.Parse(text).RootElement.GetProperty("task").GetString()!;
            return await Host.Services.GetRequiredService<TaskDispatcher>().WaitAsync(Guid.Parse(task.TrimEnd('/').Split('/')[^1]));
        }
    }

    internal async Task<RepositoryVersion> LatestAsync(AnsibleRepository repository) => (await Host.Database.ReadAsync(session => session.Versions.FindAsync(repository.Id)))!;

    /// <summary>Gets what the Galaxy API says of a version.</summary>
    internal Task<JsonElement> ShownAsync(AnsibleRepository repository, string @namespace, string name, string version = "1.0.0") =>
        Host.GetJsonAsync(ContentOf(repository.Name) + $"collections/index/{@namespace}/{name}/versions/{version}/");

    internal static MultipartFormDataContent Form(byte[] file, string fileName, params (string Name, string Value)[] fields)
    {
        var form = new MultipartFormDataContent();
        foreach (var (name, value) in fields)
            form.Add(new StringContent(value), name);
        var part = new ByteArrayContent(file);
        part.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        form.Add(part, "file", fileName);
        return form;
    }

    internal static MultipartFormDataContent SignatureForm(string signature, params (string Name, string Value)[] fields) => Form(Encoding.UTF8.GetBytes(signature), "MANIFEST.json.asc", fields);
}
