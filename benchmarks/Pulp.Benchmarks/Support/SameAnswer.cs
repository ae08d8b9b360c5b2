namespace Pulp.Benchmarks;

/// <summary>Makes sure that two addresses answer with the same bytes before they are compared: a load generator counts any answer, and a redirection would be cheap.</summary>
internal static class SameAnswer
{
    public static async Task RequireAsync(Uri ours, Uri theirs, IReadOnlyList<string> headers)
    {
        var (answer, expected) = (await ReadAsync(ours, headers), await ReadAsync(theirs, headers));
        if (!answer.AsSpan().SequenceEqual(expected))
            throw new InvalidOperationException($"{ours} and {theirs} answered with other bytes.");
    }

    private static async Task<byte[]> ReadAsync(Uri url, IReadOnlyList<string> headers)
    {
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var client = new HttpClient(handler);
        foreach (var header in headers)
            client.DefaultRequestHeaders.TryAddWithoutValidation(header[..header.IndexOf(':', StringComparison.Ordinal)], header[(header.IndexOf(':', StringComparison.Ordinal) + 2)..]);
        using var answer = await client.GetAsync(url);
        return answer.StatusCode == System.Net.HttpStatusCode.OK
            ? await answer.Content.ReadAsByteArrayAsync()
            : throw new InvalidOperationException($"{url} answered {(int)answer.StatusCode}.");
    }
}
