using Microsoft.AspNetCore.Http;

namespace Pulp.Plugins.Container.Protocol;

/// <summary>
/// Reads small bodies into memory.
/// </summary>
internal static class BoundedBody
{
    /// <summary>Reads a body.</summary>
    /// <param name="http">The request.</param>
    /// <param name="limit">How many bytes it may have.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The bytes; null when there are more.</returns>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpContext http, int limit, CancellationToken cancellationToken)
    {
        if (http.Request.ContentLength > limit)
            return null;
        using var bytes = new MemoryStream((int)(http.Request.ContentLength ?? 0));
        var buffer = new byte[16 * 1024];
        while (await http.Request.Body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var read)
        {
            if (bytes.Length + read > limit)
                return null;
            bytes.Write(buffer, 0, read);
        }

        return bytes.GetBuffer().AsMemory(0, (int)bytes.Length);
    }
}
