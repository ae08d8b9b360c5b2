using System.Diagnostics;
using System.Globalization;

namespace Pulp.Benchmarks;

/// <summary>An nginx of this run's own on a free loopback port, serving one folder.</summary>
internal sealed class Nginx : IAsyncDisposable
{
    private readonly Process process;

    private Nginx(Process process, Uri url, string accessLog)
    {
        this.process = process;
        Url = url;
        AccessLog = accessLog;
    }

    public Uri Url { get; }

    /// <summary>Gets the file with one line per request to /simple/: the status.</summary>
    public string AccessLog { get; }

    public static async Task<Nginx> StartAsync(string folder, string root)
    {
        Directory.CreateDirectory(folder);
        Directory.CreateDirectory(root);
        var port = FreePort.Find();
        var configuration = Path.Combine(folder, "nginx.conf");

        // An administrator's workers would become another user, who may not read the temporary folder.
        var user = Environment.IsPrivilegedProcess ? "user root;" : "";
        var accessLog = Path.Combine(folder, "access.log");
        await File.WriteAllTextAsync(configuration, string.Create(CultureInfo.InvariantCulture, $$"""
            {{user}}
            daemon off;
            worker_processes auto;
            pid {{folder}}/nginx.pid;
            error_log {{folder}}/error.log warn;
            events { worker_connections 4096; }
            http {
                access_log off;
                sendfile on;
                tcp_nopush on;
                tcp_nodelay on;
                keepalive_timeout 75;
                keepalive_requests 1000000000;
                etag on;
                types { text/html html; }
                default_type application/octet-stream;
                log_format status '$status';
                client_body_temp_path {{folder}}/body;
                proxy_temp_path {{folder}}/proxy;
                fastcgi_temp_path {{folder}}/fastcgi;
                uwsgi_temp_path {{folder}}/uwsgi;
                scgi_temp_path {{folder}}/scgi;
                server {
                    listen 127.0.0.1:{{port}} backlog=4096;
                    root {{root}};
                    location / { index index.html; }
                    location /index- { index index.html; access_log {{accessLog}} status buffer=64k flush=1s; }
                }
            }
            """));
        var start = new ProcessStartInfo("nginx") { UseShellExecute = false, RedirectStandardError = true };
        foreach (var argument in new[] { "-p", folder, "-c", configuration, "-e", Path.Combine(folder, "error.log") })
            start.ArgumentList.Add(argument);

        // Debian puts it where only administrators look.
        start.Environment["PATH"] += ":/usr/sbin:/sbin";
        if (File.Exists("/usr/sbin/nginx"))
            start.FileName = "/usr/sbin/nginx";
        var started = Process.Start(start)!;
        var url = new Uri($"http://127.0.0.1:{port}/");
        await HttpWait.ForAnswerAsync(url, started, TimeSpan.FromSeconds(20));
        return new Nginx(started, url, accessLog);
    }

    public async ValueTask DisposeAsync()
    {
        await ProcessEnd.StopAsync(process);
        process.Dispose();
    }
}
