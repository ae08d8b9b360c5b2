using System.Globalization;
using System.Runtime.CompilerServices;
using Pulp.Digests;
using Pulp.Downloads;
using Pulp.Sync;

namespace Pulp.Testing.Tests.Texts;

/// <summary>Reads an index: path, digest and size of a file in each line.</summary>
internal sealed class TextSync(TextState state) : ISyncSource
{
    public async IAsyncEnumerable<SyncItem> ReadAsync(SyncContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var index = new Uri(context.Remote.Url);
        foreach (var line in await LinesAsync(context, index, cancellationToken))
        {
            if (line.Split(' ') is not [var path, var hex, var size] || !Digest.TryParse(DigestAlgorithm.Sha256, hex, out var sha256))
                throw new SyncException($"'{line}' is no line of an index.");
            var text = new Text { Path = path, Sha256 = sha256.Hex, Forgotten = "a group" };
            yield return new DeclaredContent(text, state.Has(TextFaults.DeclaresNoDigests)
                ? new DeclaredFile(path, new Uri(index, path), null, DigestSet.Empty)
                : new DeclaredFile(path, new Uri(index, path), long.Parse(size, CultureInfo.InvariantCulture), new DigestSet(sha256)));
        }
    }

    private async Task<IEnumerable<string>> LinesAsync(SyncContext context, Uri index, CancellationToken cancellationToken)
    {
        var file = Path.Join(context.CreateWorkingDirectory(), "index");
        try
        {
            await context.Upstream.DownloadAsync(new DownloadRequest { Uri = index }, _ => new(File.Create(file)), cancellationToken);
        }
        catch (DownloadException) when (state.Has(TextFaults.TakesOutagesForAbsence))
        {
            return [];
        }

        var lines = await File.ReadAllLinesAsync(file, cancellationToken);
        if (!state.Has(TextFaults.NeverForgets))
            return lines;
        foreach (var line in lines)
            state.Seen[line] = line;
        return [.. state.Seen.Keys];
    }
}
