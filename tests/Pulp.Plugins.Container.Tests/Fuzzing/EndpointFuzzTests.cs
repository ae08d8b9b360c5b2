using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Pulp.Plugins.Container.Tests.Conformance;
using Pulp.Plugins.Container.Tests.Support;
using Pulp.Testing.Fuzzing;

namespace Pulp.Plugins.Container.Tests.Fuzzing;

[TestFixture]
public sealed class EndpointFuzzTests : RegistryTest
{
    private const int Rounds = 300;

    // What is measured here is a whole request, on a machine that may be busy.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Test]
    public async Task Whatever_is_done_to_an_upload_it_is_answered_and_ends_with_the_right_bytes()
    {
        const string Name = "fuzz/uploads";
        var random = new Random(7);
        var push = new BlobPush(Host, Name);
        for (var upload = 0; upload < 30; upload++)
        {
            var bytes = Images.Random(random.Next(1, 200_000));
            var location = await push.BeginAsync("sha256");
            for (var step = 0; step < 8; step++)
            {
                var (start, length) = (random.Next(bytes.Length + 10), random.Next(bytes.Length));
                var content = new ByteArrayContent(bytes, Math.Min(start, bytes.Length), Math.Min(length, Math.Max(bytes.Length - start, 0)));
                (string, string)[] headers = random.Next(3) switch
                {
                    0 => [("Content-Range", $"{start}-{start + length - 1}")],
                    1 => [("Content-Range", random.Next(4) switch { 0 => "-1-5", 1 => "9223372036854775807-9223372036854775807", 2 => "a-b", _ => $"bytes {start}-{start + length}/*" })],
                    _ => [],
                };
                if (headers.Length == 0 && step < 7)
                    continue;
                using var answer = random.Next(5) == 0
                    ? await Host.SendAsync(HttpMethod.Put, $"{location}?digest={(random.Next(2) == 0 ? "sha256:x" : "")}", content, headers: headers)
                    : headers.Length == 0 ? await Host.SendAsync(HttpMethod.Get, location) : await Host.SendAsync(HttpMethod.Patch, location, content, headers: headers);
                Assert.That((int)answer.StatusCode, Is.AnyOf(202, 204, 400, 416), $"upload {upload}, step {step}");
            }

            using var status = await Host.SendAsync(HttpMethod.Get, location);
            await AssertAsync(status, 204);
            var received = ReceivedOf(Header(status, "Range"));
            var rest = bytes[Math.Min(received, bytes.Length)..];
            using var done = await Host.SendAsync(HttpMethod.Put, $"{location}?digest={Images.DigestOf(bytes)}", new ByteArrayContent(rest));
            Assert.That((int)done.StatusCode, Is.AnyOf(201, 400));
            using var pulled = await Host.GetAsync($"v2/{Name}/blobs/{Images.DigestOf(bytes)}", "admin");
            Assert.That(pulled.IsSuccessStatusCode, Is.EqualTo((int)done.StatusCode == 201));
            if (pulled.IsSuccessStatusCode)
                Assert.That(await pulled.Content.ReadAsByteArrayAsync(), Is.EqualTo(bytes));
        }

        Assert.That(Host.CountLeftovers(), Is.Zero);
    }

    [Test]
    public async Task Damaged_tokens_open_nothing()
    {
        await Host.CreateRepositoryAsync("fuzz/closed", isPrivate: true);
        var token = (await Host.GetJsonAsync("token/?service=pulp&scope=repository:fuzz/closed:pull")).GetProperty("token").GetString()!;
        await AssertAsync(await Host.SendAsync(HttpMethod.Get, "v2/fuzz/closed/tags/list", bearer: token), 200);
        await Fuzz.RunAsync(8, Rounds, [Encoding.ASCII.GetBytes(token)], async bytes =>
        {
            var damaged = new string([.. Encoding.Latin1.GetString(bytes).Where(c => c is > ' ' and < '\x7f')]);
            if (damaged == token)
                return;
            using var answer = await Host.SendAsync(HttpMethod.Get, "v2/fuzz/closed/tags/list", user: null, headers: ("Authorization", $"Bearer {damaged}"));
            await AssertAsync(answer, 401, "UNAUTHORIZED");
        }, Limit);
    }

    [Test]
    public async Task Odd_requests_for_tokens_get_none_that_allows_more_than_the_user_may()
    {
        await Host.CreateUserAsync("fuzzed");
        await Host.CreateRepositoryAsync("fuzz/secret", isPrivate: true);
        await Fuzz.RunAsync(9, Rounds, [.. new[] { "repository:fuzz/secret:pull,push,delete", "repository:fuzz/secret:*", "registry:catalog:*" }.Select(Encoding.ASCII.GetBytes)], async bytes =>
        {
            using var answer = await Host.GetAsync($"token/?service=pulp&scope={Uri.EscapeDataString(Encoding.Latin1.GetString(bytes))}", "fuzzed");
            var text = await answer.Content.ReadAsStringAsync();
            var json = JsonDocument.Parse(text).RootElement;
            if (answer.IsSuccessStatusCode)
                Assert.That(RepositoryActionsOf(json.GetProperty("token").GetString()!), Is.Empty);
            else
                Assert.That(((int)answer.StatusCode, json.GetProperty("errors")[0].GetProperty("code").GetString()), Is.EqualTo((400, "UNSUPPORTED")), text);
        }, Limit);
    }

    [Test]
    public async Task Damaged_manifests_are_stored_as_they_are_or_not_at_all()
    {
        const string Name = "fuzz/manifests";
        var content = ManifestCase.All("sha256").First();
        foreach (var blob in content.Blobs)
            await AssertAsync(await PushBlobAsync(Name, blob), 201);
        await Fuzz.RunAsync(10, Rounds, [content.Manifests[0].Bytes], async bytes =>
        {
            var body = new ByteArrayContent(bytes);
            body.Headers.ContentType = new(content.Manifests[0].MediaType);
            using var pushed = await Host.SendAsync(HttpMethod.Put, $"v2/{Name}/manifests/damaged", body);
            var status = (int)pushed.StatusCode;
            Assert.That(status, Is.AnyOf(201, 400, 404));
            using var pulled = await Host.GetAsync($"v2/{Name}/manifests/{Images.DigestOf(bytes)}");
            Assert.That(pulled.IsSuccessStatusCode, Is.EqualTo(status == 201));
            if (status == 201)
                Assert.That(await pulled.Content.ReadAsByteArrayAsync(), Is.EqualTo(bytes));
        }, Limit);
    }

    private static IEnumerable<string?> RepositoryActionsOf(string token) =>
        from scope in JsonDocument.Parse(Base64Url.DecodeFromChars(token.Split('.')[1])).RootElement.GetProperty("access").EnumerateArray()
        where scope.GetProperty("type").GetString() == "repository"
        from action in scope.GetProperty("actions").EnumerateArray()
        select action.GetString();

    private static int ReceivedOf(string range) => int.Parse(range[2..], System.Globalization.CultureInfo.InvariantCulture) is > 0 and var last ? last + 1 : 0;
}
