using System.Diagnostics;
using System.Globalization;

namespace Pulp.Benchmarks;

/// <summary>A docker-registry (distribution) of this run's own on a free loopback port, without logins and with its own cache on.</summary>
internal sealed class DockerRegistry : IAsyncDisposable
{
    private readonly Process process;

    private DockerRegistry(Process process, Uri url)
    {
        this.process = process;
        Url = url;
    }

    public Uri Url { get; }

    public static async Task<DockerRegistry> StartAsync(string folder)
    {
        var port = FreePort.Find();
        var configuration = Path.Combine(folder, "config.yml");
        await File.WriteAllTextAsync(configuration, string.Create(CultureInfo.InvariantCulture, $"""
            version: 0.1
            log:
              level: error
              accesslog:
                disabled: true
            storage:
              cache:
                blobdescriptor: inmemory
              filesystem:
                rootdirectory: {folder}/storage
              delete:
                enabled: true
            http:
              addr: 127.0.0.1:{port}

            """));
        var start = new ProcessStartInfo("docker-registry") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("serve");
        start.ArgumentList.Add(configuration);
        var started = Process.Start(start)!;
        started.OutputDataReceived += static (_, _) => { };
        started.ErrorDataReceived += static (_, _) => { };
        started.BeginOutputReadLine();
        started.BeginErrorReadLine();
        var url = new Uri($"http://127.0.0.1:{port}/");
        await HttpWait.ForAnswerAsync(url, started, TimeSpan.FromSeconds(20));
        return new DockerRegistry(started, url);
    }

    public async ValueTask DisposeAsync()
    {
        await ProcessEnd.StopAsync(process);
        process.Dispose();
    }
}
