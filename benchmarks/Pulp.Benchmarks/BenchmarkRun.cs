namespace Pulp.Benchmarks;

/// <summary>What all rows of one run share: a temporary folder, nginx and the options of the command line.</summary>
internal sealed class BenchmarkRun : IAsyncDisposable
{
    private Nginx? nginx;

    public string Folder { get; } = Directory.CreateTempSubdirectory("pulp-bench-").FullName;

    public required bool IsLarge { get; init; }

    public string WebRoot => Path.Combine(Folder, "www");

    public async Task<Nginx> NginxAsync() => nginx ??= await Nginx.StartAsync(Path.Combine(Folder, "nginx"), WebRoot);

    public string NewFolder(string name)
    {
        for (var number = 1; ; number++)
        {
            var folder = Path.Combine(Folder, $"{name}-{number}");
            if (Directory.Exists(folder))
                continue;
            Directory.CreateDirectory(folder);
            return folder;
        }
    }

    public static void Say(string line) => Console.Error.WriteLine($"[{DateTime.Now:HH:mm:ss}] {line}");

    public async ValueTask DisposeAsync()
    {
        if (nginx is not null)
            await nginx.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
