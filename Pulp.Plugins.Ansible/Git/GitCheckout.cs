using System.Text;
using Pulp.Plugins.Ansible.Models;

namespace Pulp.Plugins.Ansible.Git;

/// <summary>
/// Gets the files of a git repository at a branch, tag or commit, without its history.
/// </summary>
internal static class GitCheckout
{
    private const long MaximumSize = 2L * 1024 * 1024 * 1024;
    private static readonly TimeSpan DefaultLimit = TimeSpan.FromMinutes(10);

    /// <summary>Gets the files.</summary>
    /// <param name="remote">The repository.</param>
    /// <param name="folder">An empty folder, which then holds the files.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The commit.</returns>
    /// <exception cref="Pulp.Sync.SyncException">It cannot be had.</exception>
    public static async Task<string> FetchAsync(GitRemote remote, string folder, TimeProvider time, CancellationToken cancellationToken)
    {
        var limit = remote.TotalTimeout is > 0 and var seconds ? TimeSpan.FromSeconds(seconds) : DefaultLimit;
        var git = new GitProgram(folder, await SettingsOf(remote, folder, cancellationToken).ConfigureAwait(false), limit, MaximumSize, time);
        await git.RunAsync(["init", "--quiet", "--template="], cancellationToken).ConfigureAwait(false);
        await git.RunAsync(
            ["fetch", "--quiet", "--depth=1", "--no-tags", "--no-recurse-submodules", "--", remote.Url, remote.GitRef.Length == 0 ? "HEAD" : remote.GitRef], cancellationToken).ConfigureAwait(false);
        await git.RunAsync(["checkout", "--quiet", "--force", "--detach", "FETCH_HEAD"], cancellationToken).ConfigureAwait(false);
        return await git.RunAsync(["rev-parse", "HEAD"], cancellationToken).ConfigureAwait(false);
    }

    private static async Task<IReadOnlyList<KeyValuePair<string, string>>> SettingsOf(GitRemote remote, string folder, CancellationToken cancellationToken)
    {
        // A file remote is one below the allowed import paths; nothing else may lead git to files.
        var scheme = new Uri(remote.Url).Scheme;
        var settings = new List<KeyValuePair<string, string>>
        {
            new("protocol.allow", "never"),
            new($"protocol.{scheme}.allow", "always"),
            new("core.hooksPath", Path.Join(folder, "no-hooks")),
            new("core.fsmonitor", "false"),
            new("credential.helper", ""),
            new("safe.directory", "*"),
            new("transfer.fsckObjects", "true"),
            new("http.followRedirects", remote.Username is null && remote.Password is null ? "initial" : "false"),
            new("http.sslVerify", remote.TlsValidation ? "true" : "false"),
        };
        if (remote.Username is not null || remote.Password is not null)
            settings.Add(new($"http.extraHeader", "Authorization: Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{remote.Username}:{remote.Password}"))));
        if (!string.IsNullOrEmpty(remote.ProxyUrl))
            settings.Add(new("http.proxy", remote.ProxyUrl));
        if (remote.CaCert is { } authorities)
        {
            var file = folder + ".ca.pem";
            await File.WriteAllTextAsync(file, authorities, cancellationToken).ConfigureAwait(false);
            settings.Add(new("http.sslCAInfo", file));
        }

        return settings;
    }
}
