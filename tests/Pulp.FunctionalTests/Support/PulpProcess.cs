using System.Diagnostics;
using System.Text;

namespace Pulp.FunctionalTests.Support;

/// <summary>
/// The built server as its own process, on a free port of the loopback interface, with a data folder of its own and the plugins beside the program.
/// </summary>
internal sealed class PulpProcess : IAsyncDisposable
{
    private const string Running = "Pulp is running at ";
    private const string Suggestions = "Try in another terminal";
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(1);
    private readonly TemporaryFolder? folder;
    private readonly Process process;
    private readonly StringBuilder output;

    private PulpProcess(string data, TemporaryFolder? folder, Process process, Uri url, StringBuilder output)
    {
        this.folder = folder;
        this.process = process;
        this.output = output;
        Url = url;
        Data = data;
        Password = File.ReadAllText(Path.Combine(data, "admin-password")).Trim();
        Api = new PulpApi(url, "admin", Password);
    }

    public Uri Url { get; }

    public string Password { get; }

    public string Data { get; }

    public PulpApi Api { get; }

    /// <summary>Gets the most memory the server had so far, in bytes.</summary>
    public long PeakMemory => long.Parse(
        File.ReadLines($"/proc/{process.Id}/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal))[6..^2].Trim(), System.Globalization.CultureInfo.InvariantCulture) * 1024;

    public int? ExitCode => process.HasExited ? process.ExitCode : null;

    public string Output
    {
        get
        {
            lock (output)
                return output.ToString();
        }
    }

    public static string Program { get; } = FindProgram();

    /// <summary>Gets the folder of the sources.</summary>
    public static string SourceRoot { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Program)!, "..", "..", "..", ".."));

    /// <summary>Starts a server on a data folder of its own, which is gone with it.</summary>
    public static Task<PulpProcess> StartAsync(params string[] arguments)
    {
        var home = new TemporaryFolder();
        return StartAsync(home.Below("data"), home, arguments);
    }

    /// <summary>Starts a server on a data folder that outlives it.</summary>
    public static Task<PulpProcess> StartOnAsync(string data, params string[] arguments) => StartAsync(data, null, arguments);

    /// <summary>Starts a server that was installed, on a data folder that outlives it.</summary>
    public static Task<PulpProcess> StartInstalledAsync(string program, string data) => StartAsync(data, null, Tool.Describe(program, ["--data", data, "--urls", "http://127.0.0.1:0"], Path.GetDirectoryName(data)!));

    /// <summary>Starts a server that also speaks HTTPS itself, and asks clients for a certificate.</summary>
    public static Task<PulpProcess> StartWithHttpsAsync(int port, string certificateFile, string keyFile, params string[] arguments)
    {
        var home = new TemporaryFolder();
        var start = Tool.Describe("dotnet", [Program, .. arguments, "--data", home.Below("data"), "--urls", $"http://127.0.0.1:0;https://127.0.0.1:{port}"], home.Path);
        start.Environment["ASPNETCORE_Kestrel__Certificates__Default__Path"] = certificateFile;
        start.Environment["ASPNETCORE_Kestrel__Certificates__Default__KeyPath"] = keyFile;
        start.Environment["ASPNETCORE_Kestrel__EndpointDefaults__ClientCertificateMode"] = "AllowCertificate";
        return StartAsync(home.Below("data"), home, start);
    }

    /// <summary>Gets the address of an index for pip.</summary>
    public string IndexOf(string basePath) => new Uri(Url, $"pypi/{basePath}/simple/").ToString();

    /// <summary>Gets the address of an index for pip, with a login.</summary>
    public string IndexOf(string basePath, string username, string password) => new UriBuilder(IndexOf(basePath)) { UserName = username, Password = password }.Uri.ToString();

    public Task InterruptAsync() => Signals.InterruptAsync(process);

    /// <summary>Ends the server as a loss of the machine's power would, as far as its memory is concerned.</summary>
    public Task KillAsync()
    {
        process.Kill();
        return process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        await Signals.TerminateAsync(process);
        process.Dispose();
        folder?.Dispose();
    }

    private static Task<PulpProcess> StartAsync(string data, TemporaryFolder? home, string[] arguments) =>
        StartAsync(data, home, Tool.Describe("dotnet", [Program, .. arguments, "--data", data, "--urls", "http://127.0.0.1:0"], Path.GetDirectoryName(data)!));

    private static async Task<PulpProcess> StartAsync(string data, TemporaryFolder? home, ProcessStartInfo start)
    {
        var lines = new StringBuilder();
        Uri? address = null;
        var isSuggesting = false;
        var url = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        var server = new Process { StartInfo = start, EnableRaisingEvents = true };
        server.OutputDataReceived += (_, line) => Take(line.Data);
        server.ErrorDataReceived += (_, line) => Take(line.Data);
        server.Exited += (_, _) => url.TrySetException(new InvalidOperationException("The server ended instead of serving."));
        server.Start();
        server.BeginOutputReadLine();
        server.BeginErrorReadLine();
        try
        {
            return new PulpProcess(data, home, server, await url.Task.WaitAsync(StartLimit), lines);
        }
        catch (Exception exception)
        {
            server.Kill(entireProcessTree: true);
            await server.WaitForExitAsync();
            home?.Dispose();
            throw new InvalidOperationException($"The server did not start:\n{lines}", exception);
        }

        void Take(string? line)
        {
            if (line is null)
                return;
            lock (lines)
                lines.AppendLine(line);
            if (line.StartsWith(Running, StringComparison.Ordinal))
                address = new Uri(line[Running.Length..].Split(' ')[0]);
            isSuggesting |= line.StartsWith(Suggestions, StringComparison.Ordinal);

            // The empty line ends what the server says at its start, so that a test sees all of it.
            if (isSuggesting && line.Length == 0)
                url.TrySetResult(address!);
        }
    }

    // tests/Pulp.FunctionalTests/bin/<configuration>/net10.0/ and Pulp.Server/bin/<configuration>/net10.0/ lie side by side.
    private static string FindProgram()
    {
        var framework = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var configuration = framework.Parent!;
        var root = configuration.Parent!.Parent!.Parent!.Parent!;
        return Path.Combine(root.FullName, "Pulp.Server", "bin", configuration.Name, framework.Name, "Pulp.Server.dll");
    }
}
