using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Pulp.FunctionalTests.Support;

/// <summary>
/// An nginx with one server on a free port of the loopback interface, which can be stopped and started again.
/// </summary>
internal sealed class NginxProcess
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private readonly TemporaryFolder folder;
    private Process? process;

    /// <summary>Writes the configuration.</summary>
    /// <param name="folder">Takes configuration, logs and temporary files.</param>
    /// <param name="server">What the server does, in nginx's words.</param>
    /// <param name="port">The port; null takes a free one.</param>
    public NginxProcess(TemporaryFolder folder, string server, int? port = null)
    {
        Prerequisite.Require(Prerequisite.Nginx);
        this.folder = folder;
        Port = port ?? FreePort();
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
                listen 127.0.0.1:{{Port}};
                {{server}}
              }
            }
            """);
    }

    public int Port { get; }

    public async Task StartAsync()
    {
        process = Process.Start(Tool.Describe(Prerequisite.Nginx, ["-p", folder.Path, "-c", folder.Below("nginx.conf"), "-e", folder.Below("error.log")], folder.Path))!;
        for (var started = Stopwatch.StartNew(); started.Elapsed < Limit; await Task.Delay(Pause))
        {
            using var client = new TcpClient();
            try
            {
                await client.ConnectAsync(IPAddress.Loopback, Port);
                return;
            }
            catch (SocketException)
            {
                Assert.That(process.HasExited, Is.False, "nginx did not start");
            }
        }

        throw new TimeoutException("nginx did not listen.");
    }

    public async Task StopAsync()
    {
        if (process is null)
            return;
        await Signals.TerminateAsync(process);
        process.Dispose();
        process = null;
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
