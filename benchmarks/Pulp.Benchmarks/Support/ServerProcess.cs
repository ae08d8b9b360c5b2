using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;

namespace Pulp.Benchmarks;

/// <summary>The server in a process of its own.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private const string Password = "benchmark-password";
    private readonly Process process;

    private ServerProcess(Process process, Uri url, TimeSpan start)
    {
        this.process = process;
        Url = url;
        Start = start;
    }

    public Uri Url { get; }

    /// <summary>Gets the administrator's name and password with a colon between.</summary>
    public static string Credentials => $"admin:{Password}";

    /// <summary>Gets the time from starting the process to the first answer.</summary>
    public TimeSpan Start { get; }

    public static Task<ServerProcess> StartAsync(string folder) => StartAsync(folder, "dotnet", SourceTree.ServerProgram);

    public static async Task<ServerProcess> StartAsync(string folder, string program, params string[] arguments)
    {
        var url = new Uri($"http://127.0.0.1:{FreePort.Find()}/");
        var start = new ProcessStartInfo(program) { UseShellExecute = false, RedirectStandardOutput = true, WorkingDirectory = folder };
        foreach (var argument in arguments.Concat(["--data", Path.Combine(folder, "data"), "--urls", url.AbsoluteUri.TrimEnd('/'), "--setting", $"AdminPassword={Password}"]))
            start.ArgumentList.Add(argument);
        var started = Stopwatch.GetTimestamp();
        var running = Process.Start(start)!;
        running.OutputDataReceived += static (_, _) => { };
        running.BeginOutputReadLine();
        await HttpWait.ForAnswerAsync(new Uri(url, "pulp/api/v3/status/"), running, TimeSpan.FromSeconds(90));
        return new ServerProcess(running, url, Stopwatch.GetElapsedTime(started));
    }

    public HttpClient CreateClient()
    {
        var client = new HttpClient { BaseAddress = Url, Timeout = TimeSpan.FromMinutes(2) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(Credentials)));
        return client;
    }

    public double Memory(string field) => ProcessFacts.Memory(process.Id, field);

    /// <summary>Lets the peak of the memory begin anew.</summary>
    public void ForgetPeak() => ProcessFacts.ForgetPeak(process.Id);

    /// <summary>Gets how many bytes the server has sent to disks so far.</summary>
    public long BytesWritten() => ProcessFacts.BytesWritten(process.Id);

    public async ValueTask DisposeAsync()
    {
        await ProcessEnd.StopAsync(process);
        process.Dispose();
    }
}
