using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Pulp.FunctionalTests.Support;

namespace Pulp.FunctionalTests.Container;

[TestFixture]
public sealed class KilledUploadTests
{
    [Test]
    public async Task An_upload_goes_on_after_the_server_was_killed()
    {
        using var folder = new TemporaryFolder();
        var bytes = RandomNumberGenerator.GetBytes(5_000_000);
        var acknowledged = 3_000_001;
        string location;
        await using (var server = await PulpProcess.StartOnAsync(folder.Below("data")))
        {
            using var client = ClientOf(server);
            using var begun = await client.PostAsync("v2/killed/app/blobs/uploads/", null);
            location = begun.Headers.Location!.OriginalString;
            using var patched = await SendAsync(client, HttpMethod.Patch, location, bytes[..acknowledged], 0);
            Assert.That(patched.StatusCode, Is.EqualTo(HttpStatusCode.Accepted));
            await server.KillAsync();
        }

        await using var again = await PulpProcess.StartOnAsync(folder.Below("data"));
        using var other = ClientOf(again);
        using var status = await other.GetAsync(location);
        Assert.That(status.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That(status.Headers.GetValues("Range").Single(), Is.EqualTo($"0-{acknowledged - 1}"), "what was acknowledged is there");
        var digest = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes));
        using var finished = await SendAsync(other, HttpMethod.Put, $"{location}?digest={digest}", bytes[acknowledged..], acknowledged);
        Assert.That(finished.StatusCode, Is.EqualTo(HttpStatusCode.Created));
        Assert.That(await other.GetByteArrayAsync($"v2/killed/app/blobs/{digest}"), Is.EqualTo(bytes));
    }

    private static HttpClient ClientOf(PulpProcess server)
    {
        var client = new HttpClient { BaseAddress = server.Url };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"admin:{server.Password}")));
        return client;
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, HttpMethod method, string location, byte[] part, int start)
    {
        using var request = new HttpRequestMessage(method, location) { Content = new ByteArrayContent(part) };
        request.Content.Headers.TryAddWithoutValidation("Content-Range", $"{start}-{start + part.Length - 1}");
        return await client.SendAsync(request);
    }
}
