using System.Security.Cryptography;

namespace Pulp.FunctionalTests.Support;

/// <summary>
/// A simple index (PEP 503) of plain files behind nginx, which can go offline.
/// </summary>
internal sealed class NginxUpstream : IAsyncDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly NginxProcess nginx;
    private readonly HashSet<string> projects = new(StringComparer.Ordinal);

    private NginxUpstream()
    {
        Directory.CreateDirectory(FilesFolder);
        Directory.CreateDirectory(folder.Below("root", "simple"));
        File.WriteAllText(folder.Below("root", "simple", "index.html"), "<!DOCTYPE html><html><body></body></html>");
        nginx = new NginxProcess(folder, $"root {folder.Below("root")}; index index.html;");
    }

    public string Url => $"http://127.0.0.1:{nginx.Port}/";

    public string FilesFolder => folder.Below("root", "files");

    public static async Task<NginxUpstream> StartAsync()
    {
        Prerequisite.Require(Prerequisite.Nginx);
        var upstream = new NginxUpstream();
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

    public Task GoOnlineAsync() => nginx.StartAsync();

    public Task GoOfflineAsync() => nginx.StopAsync();

    /// <summary>Counts the requests for a path that were answered so far.</summary>
    public int RequestsFor(string path) => File.ReadLines(folder.Below("access.log")).Count(line => line.Contains($" {path} ", StringComparison.Ordinal));

    public async ValueTask DisposeAsync()
    {
        await nginx.StopAsync();
        folder.Dispose();
    }
}
