#pragma warning disable CS1591 // The names of the tests are the documentation.
using System.Net;
using System.Net.Http.Headers;
using NUnit.Framework;

namespace Pulp.Testing.Plugins;

/// <summary>
/// Specifies what clients of a distribution get: whole files, parts of files, heads, "not modified", and 404 for what is not there.
/// </summary>
/// <typeparam name="TScenario">What the plugin's author tells of the plugin.</typeparam>
public abstract class ServingSpecification<TScenario> : ScenarioSpecification<TScenario>
    where TScenario : PluginScenario, new()
{
    private PluginUnit unit = null!;
    private ServedRepository served = null!;

    /// <summary>Initializes the fixture.</summary>
    /// <param name="loading">How the plugin comes into the server.</param>
    protected ServingSpecification(PluginLoading loading)
        : base(loading)
    {
    }

    [SetUp]
    public async Task ServeOneUnitAsync()
    {
        unit = NewUnit();
        served = await ServeAsync(unit);
    }

    [Test]
    public async Task A_file_is_served_with_its_bytes_and_length()
    {
        var file = await served.GetAsync(unit);

        Assert.That((file.Status, file.Length), Is.EqualTo((HttpStatusCode.OK, (long?)unit.Bytes.Length)));
        Assert.That(file.Bytes, Is.EqualTo(unit.Bytes));
    }

    [Test]
    public async Task HEAD_tells_what_GET_would_without_the_bytes()
    {
        var whole = await served.GetAsync(unit);

        var head = await served.GetAsync(unit, method: HttpMethod.Head);

        Assert.That((head.Status, head.Length, head.ETag), Is.EqualTo((whole.Status, whole.Length, whole.ETag)));
        Assert.That(head.Bytes, Is.Empty);
    }

    [Test]
    public async Task A_client_that_has_the_file_is_told_so([Values("GET", "HEAD")] string method)
    {
        var tag = (await served.GetAsync(unit)).ETag;
        Assert.That(tag, Is.Not.Null);

        var known = await served.GetAsync(unit, method: new HttpMethod(method), headers: headers => headers.TryAddWithoutValidation("If-None-Match", tag));
        var other = await served.GetAsync(unit, method: new HttpMethod(method), headers: headers => headers.TryAddWithoutValidation("If-None-Match", "\"other\""));

        Assert.That((known.Status, known.Bytes.Length), Is.EqualTo((HttpStatusCode.NotModified, 0)));
        Assert.That(other.Status, Is.EqualTo(HttpStatusCode.OK));
    }

    [TestCase(0, 0)]
    [TestCase(3, 7)]
    [TestCase(5, null)]
    [TestCase(null, 4)]
    public async Task A_part_of_a_file_can_be_asked_for(int? from, int? to)
    {
        var part = await served.GetAsync(unit, headers: headers => headers.Range = new RangeHeaderValue(from, to));

        var (first, last) = from is { } start ? (start, to ?? (unit.Bytes.Length - 1)) : (unit.Bytes.Length - to!.Value, unit.Bytes.Length - 1);
        Assert.That(part.Status, Is.EqualTo(HttpStatusCode.PartialContent));
        Assert.That(part.ContentRange, Is.EqualTo($"bytes {first}-{last}/{unit.Bytes.Length}"));
        Assert.That(part.Bytes, Is.EqualTo(unit.Bytes[first..(last + 1)]));
    }

    [Test]
    public async Task A_part_beyond_the_end_is_refused()
    {
        var part = await served.GetAsync(unit, headers: headers => headers.Range = new RangeHeaderValue(unit.Bytes.Length, null));

        Assert.That(part.Status, Is.EqualTo(HttpStatusCode.RequestedRangeNotSatisfiable));
    }

    [Test]
    public async Task What_is_not_there_is_not_found()
    {
        var absent = NewUnit();

        await served.AssertServesNotAsync(absent);
        Assert.That((await served.GetAsync(absent, method: HttpMethod.Head)).Status, Is.EqualTo(HttpStatusCode.NotFound));
        await served.AssertServesNotAsync(unit, basePath: "no-such-base-path");
    }

    [Test]
    public async Task A_distribution_of_a_repository_moves_and_one_of_a_version_does_not()
    {
        var (version, added) = (await served.LatestAsync(), NewUnit());
        var pinned = await served.PinAsync(version);
        await served.AssertServesAsync(unit, pinned);
        await served.AssertServesNotAsync(added, pinned);

        await AddAsync(served, added);

        await served.AssertServesAsync(added);
        await served.AssertServesNotAsync(added, pinned);
        await served.AssertServesAsync(unit, pinned);
    }

    [Test]
    public async Task A_distribution_that_is_gone_serves_nothing()
    {
        await served.AssertServesAsync(unit);
        var distribution = (await Server.Admin.ReadAsync($"{Scenario.Distributions}?name={served.Name}"))["results"]![0]!;

        await Server.Admin.CompletedAsync(await Server.Admin.DeleteAsync((string)distribution["pulp_href"]!));

        await served.AssertServesNotAsync(unit);
    }

    [Test]
    public async Task After_a_restart_all_is_served_as_before()
    {
        var before = await served.GetAsync(unit);

        await RestartServerAsync();

        var after = await served.GetAsync(unit);
        Assert.That((after.Status, after.ETag, after.Length), Is.EqualTo((before.Status, before.ETag, before.Length)));
        Assert.That(after.Bytes, Is.EqualTo(unit.Bytes));
    }
}
