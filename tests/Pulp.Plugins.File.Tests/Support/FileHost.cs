using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Pulp.Access;
using Pulp.Data;
using Pulp.Tasking;
using Pulp.Testing.Hosting;

namespace Pulp.Plugins.File.Tests.Support;

/// <summary>Runs a server with the file plugin, and calls it as administrator.</summary>
internal sealed class FileHost : PulpTestHost
{
    public RestClient Admin { get; private set; } = null!;

    public static async Task<FileHost> StartAsync()
    {
        var host = await StartAsync(new FileHost());
        host.Client.DefaultRequestHeaders.Authorization = Login(AdministratorOptions.Username);
        host.Admin = new RestClient(host.Client, task => host.Services.GetRequiredService<TaskDispatcher>().WaitAsync(task));
        return host;
    }

    /// <summary>Makes a remote, a repository that has it and a distribution of the repository, all of one name.</summary>
    public async Task<string> ServeAsync(string name, string manifest, object? remote = null, bool autopublish = false)
    {
        var fields = System.Text.Json.JsonSerializer.SerializeToNode(remote ?? new { })!.AsObject();
        fields["name"] = name;
        fields["url"] = manifest;
        fields["max_retries"] = 0;
        var source = await Admin.CreateAsync("remotes/file/file/", fields);
        var repository = (string)(await Admin.CreateAsync("repositories/file/file/", new { name, remote = (string)source["pulp_href"]!, autopublish }))["pulp_href"]!;
        await Admin.CreateAsync("distributions/file/file/", new { name, base_path = name, repository });
        return repository;
    }

    public async Task<JsonNode> SyncAsync(string repository, bool mirror = false, bool optimize = true) =>
        await Admin.CompletedAsync(await Admin.PostAsync($"{repository}sync/", new { mirror, optimize }));

    /// <summary>Gets the digests of the files of the latest version by path.</summary>
    public async Task<Dictionary<string, string>> FilesAsync(string repository)
    {
        var version = (string)(await Admin.ReadAsync(repository))["latest_version_href"]!;
        var listed = await Admin.ReadAsync($"content/file/files/?repository_version={version}&limit=100");
        return listed["results"]!.AsArray().ToDictionary(file => (string)file!["relative_path"]!, file => (string)file!["sha256"]!);
    }

    public async Task<(HttpStatusCode Status, string Body)> ReadAsync(string basePath, string path)
    {
        using var answer = await Client.GetAsync($"/pulp/content/{basePath}/{path}");
        return (answer.StatusCode, Encoding.UTF8.GetString(await answer.Content.ReadAsByteArrayAsync()));
    }

    public Task<RestAnswer> UploadAsync(string text, string? path, string endpoint = "content/file/files/upload/", string? repository = null)
    {
        var form = new MultipartFormDataContent { { new ByteArrayContent(Encoding.UTF8.GetBytes(text)), "file", "from-client.txt" } };
        if (path is not null)
            form.Add(new StringContent(path), "relative_path");
        if (repository is not null)
            form.Add(new StringContent(repository), "repository");
        return Admin.SendAsync(HttpMethod.Post, endpoint, form);
    }

    protected override void Add(PulpBuilder pulp) => pulp.UseFolder(Folder).AddPlugin<FilePlugin>();
}
