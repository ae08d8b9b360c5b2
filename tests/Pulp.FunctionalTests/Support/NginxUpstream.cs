using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Pulp.FunctionalTests.Support;

/// <summary>
/// A simple index (PEP 503) of plain files behind nginx, which can go offline.
/// </summary>
internal sealed class NginxUpstream : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private readonly TemporaryFolder folder = new();
    private readonly int port = FreePort();
    private readonly HashSet<string> projects = new(StringComparer.Ordinal);
    private Process? process;

    public string Url => $"http://127.0.0.1:{port}/";

    public string FilesFolder => folder.Below("root", "files");

    public static async Task<NginxUpstream> StartAsync()
    {
        Prerequisite.Require(Prerequisite.Nginx);
        var upstream = new NginxUpstream();
        upstream.WriteConfiguration();
        await upstream.GoOnlineAsync();
        return upstream;
    }

    /// <summary>Adds a file to the index.</summary>
    /// <param name="path">The file; copied unless it lies in <see cref="FilesFolder"/>.</param>
    public void Publish(string path)
    {
        var name = Path.GetFileName(path);
        var target = Path.Combine(FilesFolder, name);
        if (path != target)
            File.Copy(path, target, overwrite: true);
        var project = name.Split('-')[0].Replace('_', '-').ToLowerInvariant();
        var page = folder.Below("root", "simple", project, "index.html");
        Directory.CreateDirectory(Path.GetDirectoryName(page)!);
        var digest = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(target)));
        File.AppendAllText(page, $"<a href=\"../../files/{name}#sha256={digest}\" data-requires-python=\"&gt;=3.7\">{name}</a><br>\n");
        projects.Add(project);
        File.WriteAllText(folder.Below("root", "simple", "index.html"), $"<!DOCTYPE html><html><body>{string.Concat(projects.Order(StringComparer.Ordinal).Select(entry => $"<a href=\"{entry}/\">{entry}</a>\n"))}</body></html>");
    }

    public async Task GoOnlineAsync()
    {
        process = Process.Start(Tool.Describe(Prerequisite.Nginx, ["-p", folder.Path, "-c", folder.Below("nginx.conf"), "-e", folder.Below("error.log")], folder.Path))!;
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
                Assert.That(process.HasExited, Is.False, "nginx did not start");
            }
        }

        throw new TimeoutException("nginx did not listen.");
    }

    public async Task GoOfflineAsync()
    {
        if (process is null)
            return;
        await Signals.TerminateAsync(process);
        process.Dispose();
        process = null;
    }

    /// <summary>Counts the requests for a path that were answered so far.</summary>
    public int RequestsFor(string path) => File.ReadLines(folder.Below("access.log")).Count(line => line.Contains($" {path} ", StringComparison.Ordinal));

    public async ValueTask DisposeAsync()
    {
        await GoOfflineAsync();
        folder.Dispose();
    }

    private void WriteConfiguration()
    {
        Directory.CreateDirectory(FilesFolder);
        Directory.CreateDirectory(folder.Below("root", "simple"));
        File.WriteAllText(folder.Below("root", "simple", "index.html"), "<!DOCTYPE html><html><body></body></html>");
        File.WriteAllText(folder.Below("nginx.conf"), $$"""
            {{(Environment.IsPrivilegedProcess ? "user root;" : "")}}
            daemon off;
            worker_processes 1;
            pid {{folder.Below("nginx.pid")}};
            events { worker_connections 256; }
            http {
              access_log {{folder.Below("access.log")}};
              client_body_temp_path {{folder.Below("body")}};
              proxy_temp_path {{folder.Below("proxy")}};
              fastcgi_temp_path {{folder.Below("fastcgi")}};
              uwsgi_temp_path {{folder.Below("uwsgi")}};
              scgi_temp_path {{folder.Below("scgi")}};
              types { text/html html; }
              default_type application/octet-stream;
              server {
                listen 127.0.0.1:{{port}};
                root {{folder.Below("root")}};
                index index.html;
              }
            }
            """);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
