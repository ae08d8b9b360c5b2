using System.Net.Sockets;
using System.Text;
using Pulp.Downloads;
using Pulp.Plugins.Ansible.Models;
using Pulp.Sync;

namespace Pulp.Plugins.Ansible.Git;

/// <summary>
/// Gets the files of a git repository at a branch, tag or commit, without its history.
/// </summary>
internal sealed class GitCheckouts(UpstreamAddresses addresses, TimeProvider time)
{
    private const long MaximumSize = 2L * 1024 * 1024 * 1024;
    private const int MaximumAnswer = 8 * 1024;
    private const int MaximumList = 1024 * 1024;
    private static readonly TimeSpan DefaultLimit = TimeSpan.FromMinutes(10);

    /// <summary>Gets the files.</summary>
    /// <param name="remote">The repository.</param>
    /// <param name="folder">An empty folder, which then holds the files.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>What was got.</returns>
    /// <exception cref="SyncException">It cannot be had.</exception>
    public async Task<GitCheckout> FetchAsync(GitRemote remote, string folder, CancellationToken cancellationToken)
    {
        var git = await OpenAsync(remote, folder, MaximumAnswer, cancellationToken).ConfigureAwait(false);
        await git.RunAsync(["init", "--quiet", "--template="], cancellationToken).ConfigureAwait(false);
        await git.RunAsync(
            ["fetch", "--quiet", "--depth=1", "--no-tags", "--no-recurse-submodules", "--", remote.Url, remote.GitRef.Length == 0 ? "HEAD" : remote.GitRef], cancellationToken).ConfigureAwait(false);
        await git.RunAsync(["checkout", "--quiet", "--force", "--detach", "FETCH_HEAD"], cancellationToken).ConfigureAwait(false);
        var commit = await git.RunAsync(["rev-parse", "HEAD"], cancellationToken).ConfigureAwait(false);
        var isTag = remote.GitRef.Length > 0
            && (await git.RunAsync(["ls-remote", "--quiet", "--tags", "--", remote.Url, $"refs/tags/{remote.GitRef}"], cancellationToken).ConfigureAwait(false)).Length > 0;
        return new GitCheckout(folder, commit, isTag ? remote.GitRef : null);
    }

    /// <summary>Lists the tags of a git repository that could be the version of a role.</summary>
    /// <param name="remote">The repository.</param>
    /// <param name="folder">An empty folder to work in.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The names of the tags.</returns>
    /// <exception cref="SyncException">They cannot be had.</exception>
    public async Task<IReadOnlyList<string>> TagsAsync(GitRemote remote, string folder, CancellationToken cancellationToken)
    {
        var git = await OpenAsync(remote, folder, MaximumList, cancellationToken).ConfigureAwait(false);
        var lines = (await git.RunAsync(["ls-remote", "--quiet", "--tags", "--refs", "--", remote.Url], cancellationToken).ConfigureAwait(false)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return [.. lines.Select(line => line.Split("\trefs/tags/")).Where(parts => parts.Length == 2 && GitReference.IsValid(parts[1])).Select(parts => parts[1])];
    }

    private async Task<GitProgram> OpenAsync(GitRemote remote, string folder, int maximumText, CancellationToken cancellationToken)
    {
        var url = new Uri(remote.Url);
        var limit = remote.TotalTimeout is > 0 and var seconds ? TimeSpan.FromSeconds(seconds) : DefaultLimit;
        return new GitProgram(folder, url.Scheme, await SettingsOf(remote, url, folder, cancellationToken).ConfigureAwait(false), limit, MaximumSize, time) { MaximumText = maximumText };
    }

    private async Task<IReadOnlyList<KeyValuePair<string, string>>> SettingsOf(GitRemote remote, Uri url, string folder, CancellationToken cancellationToken)
    {
        // A file remote is one below the allowed import paths; nothing else may lead git to files. A redirect could lead past the check of addresses.
        var settings = new List<KeyValuePair<string, string>>
        {
            new("protocol.allow", "never"),
            new($"protocol.{url.Scheme}.allow", "always"),
            new("core.hooksPath", Path.Join(folder, "no-hooks")),
            new("core.fsmonitor", "false"),
            new("credential.helper", ""),
            new("safe.directory", "*"),
            new("transfer.fsckObjects", "true"),
            new("http.followRedirects", "false"),
            new("http.sslVerify", remote.TlsValidation ? "true" : "false"),
        };
        if (url.Scheme != Uri.UriSchemeFile && await PinAsync(remote, url, cancellationToken).ConfigureAwait(false) is { } pin)
            settings.Add(new("http.curloptResolve", pin));
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

    // git connects to the addresses that were checked, whatever the name leads to by then.
    private async Task<string?> PinAsync(GitRemote remote, Uri url, CancellationToken cancellationToken)
    {
        try
        {
            var permitted = await addresses.ResolveAsync(remote, cancellationToken).ConfigureAwait(false);
            return permitted.Count == 0
                ? null
                : $"{url.IdnHost}:{url.Port}:{string.Join(',', permitted.Select(address => address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString()))}";
        }
        catch (DownloadException refused)
        {
            throw new SyncException($"git may not be asked: {refused.Message}", refused);
        }
    }
}
