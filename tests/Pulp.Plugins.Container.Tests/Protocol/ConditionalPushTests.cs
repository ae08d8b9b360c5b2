using Pulp.Plugins.Container.Tests.Support;

namespace Pulp.Plugins.Container.Tests.Protocol;

/// <summary>The specification lets clients guard a tag that several of them change, such as a list of referrers, by the ETag they read.</summary>
[TestFixture]
public sealed class ConditionalPushTests : RegistryTest
{
    [Test]
    public async Task A_tag_is_taken_only_where_it_names_what_the_client_read()
    {
        var (first, second, third) = (await PushImageAsync("guarded/app", "latest", "first"), await PushImageAsync("guarded/app", "@", "second"), await PushImageAsync("guarded/app", "@", "third"));

        await PutAsync("latest", second, 412, ("If-Match", TagOf(second)));
        await PutAsync("latest", second, 412, ("If-Match", $"W/{TagOf(first)}"));
        await PutAsync("latest", second, 412, ("If-Match", "no tag"));
        await PutAsync("missing", second, 412, ("If-Match", "*"));
        await AssertNamesAsync("latest", first);
        await PutAsync("latest", second, 201, ("If-Match", $"\"x\", {TagOf(first)}"));
        await PutAsync("latest", third, 412, ("If-Match", TagOf(first)));
        await AssertNamesAsync("latest", second);
        await PutAsync("latest", third, 201, ("If-Match", "*"));
        await AssertNamesAsync("latest", third);
        await AssertAsync(await Host.GetAsync("v2/guarded/app/manifests/missing"), 404, "MANIFEST_UNKNOWN");
    }

    [Test]
    public async Task A_tag_is_made_only_where_there_is_none()
    {
        var (first, second) = (await PushImageAsync("guarded/app", "@", "made first"), await PushImageAsync("guarded/app", "@", "made second"));

        await PutAsync("made", first, 201, ("If-None-Match", "*"));
        await PutAsync("made", second, 412, ("If-None-Match", "*"));
        await PutAsync("made", second, 412, ("If-None-Match", $"W/{TagOf(first)}"));
        await AssertNamesAsync("made", first);
        await PutAsync("made", second, 201, ("If-None-Match", "\"x\""));
        await AssertNamesAsync("made", second);
    }

    [Test]
    public async Task Of_pushes_at_the_same_time_on_the_same_condition_one_lands()
    {
        var first = await PushImageAsync("guarded/app", "raced", "raced");
        var others = new List<byte[]>();
        for (var number = 0; number < 5; number++)
            others.Add(await PushImageAsync("guarded/app", "@", $"racer {number}"));

        var answers = await Task.WhenAll(others.Select(other =>
            Host.SendAsync(HttpMethod.Put, "v2/guarded/app/manifests/raced", Json(other), headers: ("If-Match", TagOf(first)))));

        Assert.That(answers.Select(answer => (int)answer.StatusCode).Order(), Is.EqualTo(new[] { 201, 412, 412, 412, 412 }));
        await AssertNamesAsync("raced", others[Array.FindIndex(answers, answer => (int)answer.StatusCode == 201)]);
    }

    private static string TagOf(byte[] manifest) => $"\"{Images.DigestOf(manifest)}\"";

    private async Task PutAsync(string tag, byte[] manifest, int status, (string, string) condition) => await AssertAsync(
        await Host.SendAsync(HttpMethod.Put, $"v2/guarded/app/manifests/{tag}", Json(manifest), headers: condition), status, status == 412 ? "DENIED" : null);

    private async Task AssertNamesAsync(string tag, byte[] manifest)
    {
        using var pulled = await Host.GetAsync($"v2/guarded/app/manifests/{tag}");
        Assert.That(await pulled.Content.ReadAsByteArrayAsync(), Is.EqualTo(manifest));
    }
}
