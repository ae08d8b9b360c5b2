using System.Runtime.CompilerServices;
using System.Text.Json;
using Pulp.Sync;

namespace Pulp.Plugins.Ansible.Sync;

/// <summary>
/// Reads the items of a long JSON array in a file one by one; an item that is too large to be one is refused before it fills the memory.
/// </summary>
internal static class JsonArrayFile
{
    private const int MaximumItem = 32 * 1024 * 1024;

    /// <summary>Reads the items.</summary>
    /// <param name="path">The file.</param>
    /// <param name="what">What the file is, for messages.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="SyncException">The file is no JSON array.</exception>
    public static async IAsyncEnumerable<JsonElement> ReadAsync(string path, string what, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, useAsync: true);
        await using var closing = file.ConfigureAwait(false);
        var bounded = new ItemBound(file, MaximumItem);
        await using var closingToo = bounded.ConfigureAwait(false);
        var items = JsonSerializer.DeserializeAsyncEnumerable<JsonElement>(bounded, cancellationToken: cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using var ending = items.ConfigureAwait(false);
        while (true)
        {
            try
            {
                if (!await items.MoveNextAsync().ConfigureAwait(false))
                    yield break;
            }
            catch (Exception exception) when (exception is JsonException or InvalidDataException)
            {
                throw new SyncException($"{what} is no list that can be used: {exception.Message}", exception);
            }

            bounded.BeginItem();
            yield return items.Current;
        }
    }

    private sealed class ItemBound(Stream inner, int maximum) : ReadOnlyStream
    {
        private long sinceItem;

        public void BeginItem() => sinceItem = 0;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            sinceItem += read;
            return sinceItem <= maximum ? read : throw new InvalidDataException($"an item is larger than {maximum} bytes.");
        }
    }
}
