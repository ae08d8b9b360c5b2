using Pulp.Plugins.Container.Tests.Support;
using static Pulp.Plugins.Container.Tests.Support.RegistryTest;

namespace Pulp.Plugins.Container.Tests.Conformance;

/// <summary>Pushes blobs in every way the distribution specification knows.</summary>
internal sealed class BlobPush(RegistryHost host, string name)
{
    /// <summary>Gets the ways by their names.</summary>
    public static IReadOnlyDictionary<string, Func<BlobPush, byte[], string, Task<HttpResponseMessage>>> Ways { get; } =
        new Dictionary<string, Func<BlobPush, byte[], string, Task<HttpResponseMessage>>>(StringComparer.Ordinal)
        {
            ["one POST"] = (push, bytes, digest) => push.SendAsync(HttpMethod.Post, push.Uploads + $"?digest={digest}", bytes),
            ["POST and PUT"] = async (push, bytes, digest) => await push.CloseAsync(await push.BeginAsync(digest), digest, bytes),
            ["one PATCH"] = async (push, bytes, digest) =>
                await push.CloseAsync(await push.PatchAsync(await push.BeginAsync(digest), bytes, 0..bytes.Length), digest),
            ["a streamed PATCH"] = async (push, bytes, digest) =>
            {
                using var answer = await push.Host.SendAsync(HttpMethod.Patch, await push.BeginAsync(digest), new StreamContent(new MemoryStream(bytes)), headers: ("Transfer-Encoding", "chunked"));
                await AssertAsync(answer, 202);
                return await push.CloseAsync(answer.Headers.Location!.OriginalString, digest);
            },
            ["several PATCHes"] = async (push, bytes, digest) =>
            {
                var location = await push.BeginAsync(digest);
                foreach (var range in Thirds(bytes.Length))
                    location = await push.PatchAsync(location, bytes, range);
                return await push.CloseAsync(location, digest);
            },
            ["PATCHes and the rest by PUT"] = async (push, bytes, digest) =>
            {
                var location = await push.BeginAsync(digest);
                var ranges = Thirds(bytes.Length);
                foreach (var range in ranges[..^1])
                    location = await push.PatchAsync(location, bytes, range);
                return await push.CloseAsync(location, digest, bytes[ranges[^1]], ranges[^1]);
            },
            ["parts of which one comes too early"] = async (push, bytes, digest) =>
            {
                var location = await push.BeginAsync(digest);
                var ranges = Thirds(bytes.Length);
                location = await push.PatchAsync(location, bytes, ranges[0]);
                location = await push.RefusedAsync(HttpMethod.Patch, location, bytes, ranges[2], ranges[0].End.Value);
                location = await push.PatchAsync(location, bytes, ranges[1]);
                location = await push.RefusedAsync(HttpMethod.Patch, location, bytes, ranges[0], ranges[1].End.Value);
                await push.RefusedAsync(HttpMethod.Put, $"{location}?digest={digest}", bytes, ranges[0], ranges[1].End.Value);
                return await push.CloseAsync(location, digest, bytes[ranges[2]], ranges[2]);
            },
        };

    private RegistryHost Host => host;

    private string Uploads => $"v2/{name}/blobs/uploads/";

    public async Task<string> BeginAsync(string digest)
    {
        var algorithm = digest.StartsWith("sha512", StringComparison.Ordinal) ? "?digest-algorithm=sha512" : "";
        using var answer = await host.SendAsync(HttpMethod.Post, Uploads + algorithm);
        await AssertAsync(answer, 202);
        Assert.That(Header(answer, "Docker-Upload-UUID"), Is.Not.Empty);
        Assert.That(Header(answer, "Range"), Is.EqualTo("0-0"));
        return answer.Headers.Location!.OriginalString;
    }

    public async Task<string> PatchAsync(string location, byte[] bytes, Range range)
    {
        using var answer = await SendAsync(HttpMethod.Patch, location, bytes[range], range);
        await AssertAsync(answer, 202);
        Assert.That(Header(answer, "Range"), Is.EqualTo(RangeTo(range.End.Value)));
        return answer.Headers.Location!.OriginalString;
    }

    public Task<HttpResponseMessage> CloseAsync(string location, string digest, byte[]? rest = null, Range? range = null) =>
        SendAsync(HttpMethod.Put, $"{location}?digest={digest}", rest ?? [], range);

    // The answer says where to go on, and so does the status that clients then ask for.
    private async Task<string> RefusedAsync(HttpMethod method, string location, byte[] bytes, Range range, int received)
    {
        using var refused = await SendAsync(method, location, bytes[range], range);
        await AssertAsync(refused, 416, "BLOB_UPLOAD_INVALID");
        using var status = await host.SendAsync(HttpMethod.Get, refused.Headers.Location!.OriginalString);
        await AssertAsync(status, 204);
        foreach (var answer in new[] { refused, status })
            Assert.That(Header(answer, "Range"), Is.EqualTo(RangeTo(received)));
        return status.Headers.Location!.OriginalString;
    }

    private Task<HttpResponseMessage> SendAsync(HttpMethod method, string location, byte[] bytes, Range? range = null)
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new("application/octet-stream");
        return range is { } r && !r.Start.Equals(r.End)
            ? host.SendAsync(method, location, content, headers: ("Content-Range", $"{r.Start.Value}-{r.End.Value - 1}"))
            : host.SendAsync(method, location, content);
    }

    private static string RangeTo(int end) => $"0-{Math.Max(end - 1, 0)}";

    private static Range[] Thirds(int length) => [0..(length / 3), (length / 3)..(length / 3 * 2), (length / 3 * 2)..length];
}
