using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Pulp.FunctionalTests.Support;

/// <summary>
/// Debian's docker-registry on a free port of the loopback interface, filled by skopeo.
/// </summary>
internal sealed class DockerRegistry : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private readonly TemporaryFolder folder = new();
    private readonly int port = NginxProcess.FreePort();
    private Process? process;

    public string Url => $"http://127.0.0.1:{port}/";

    public static async Task<DockerRegistry> StartAsync()
    {
        Prerequisite.Require(Prerequisite.DockerRegistry);
        var registry = new DockerRegistry();
        await registry.ListenAsync();
        return registry;
    }

    /// <summary>Puts an image into the registry.</summary>
    public Task<ToolResult> FillAsync(string source, string name) => Tool.RunAsync(
        Prerequisite.Skopeo, ["--insecure-policy", "copy", "--all", "--preserve-digests", "--dest-tls-verify=false", source, $"docker://127.0.0.1:{port}/{name}"], folder.Path);

    /// <summary>Puts an image into the registry as one of schema version 1, which the registry signs.</summary>
    public Task<ToolResult> FillOldAsync(string source, string name) => Tool.RunAsync(
        Prerequisite.Skopeo, ["--insecure-policy", "copy", "--format", "v2s1", "--dest-tls-verify=false", source, $"docker://127.0.0.1:{port}/{name}"], folder.Path);

    /// <summary>Puts a blob into the registry that is too large for a layout.</summary>
    public async Task PutBlobAsync(string name, string digest, byte[] bytes)
    {
        using var client = new HttpClient { BaseAddress = new Uri(Url) };
        using var begun = (await client.PostAsync($"v2/{name}/blobs/uploads/", null)).EnsureSuccessStatusCode();
        using var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new("application/octet-stream");
        var separator = begun.Headers.Location!.Query.Length > 0 ? '&' : '?';
        using var put = (await client.PutAsync(new Uri($"{begun.Headers.Location}{separator}digest={digest}"), content)).EnsureSuccessStatusCode();
    }

    public async Task PutManifestAsync(string name, string tag, byte[] manifest, string mediaType)
    {
        using var client = new HttpClient { BaseAddress = new Uri(Url) };
        using var content = new ByteArrayContent(manifest);
        content.Headers.ContentType = new(mediaType);
        using var put = (await client.PutAsync($"v2/{name}/manifests/{tag}", content)).EnsureSuccessStatusCode();
    }

    public async Task StopAsync()
    {
        if (process is null)
            return;
        await Signals.TerminateAsync(process);
        process.Dispose();
        process = null;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        folder.Dispose();
    }

    private async Task ListenAsync()
    {
        await File.WriteAllTextAsync(folder.Below("config.yml"), $$"""
            version: 0.1
            log: { level: error }
            storage:
              filesystem: { rootdirectory: {{folder.Below("data")}} }
            http:
              addr: 127.0.0.1:{{port}}
            compatibility:
              schema1: { enabled: true }
            """);
        process = Process.Start(Tool.Describe(Prerequisite.DockerRegistry, ["serve", folder.Below("config.yml")], folder.Path))!;
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        for (var started = Stopwatch.StartNew(); started.Elapsed < Limit; await Task.Delay(Pause))
        {
            using var client = new TcpClient();
            try
            {
                await client.ConnectAsync(IPAddress.Loopback, port);
                return;
            }
            catch (SocketException)
            {
                Assert.That(process.HasExited, Is.False, "docker-registry did not start");
            }
        }

        throw new TimeoutException("docker-registry did not listen.");
    }
}
