#pragma warning disable CS1591 // The names of the tests are the documentation.
using System.Net;
using NUnit.Framework;
using Pulp.Testing.Hosting;

namespace Pulp.Testing.Plugins;

/// <summary>
/// Specifies uploads through REST: into a repository and into none, twice, of a stored artifact, and of what is broken.
/// </summary>
/// <typeparam name="TScenario">What the plugin's author tells of the plugin.</typeparam>
public abstract class UploadSpecification<TScenario> : ScenarioSpecification<TScenario>
    where TScenario : PluginScenario, new()
{
    /// <summary>Initializes the fixture.</summary>
    /// <param name="loading">How the plugin comes into the server.</param>
    protected UploadSpecification(PluginLoading loading)
        : base(loading)
    {
    }

    private RestClient Admin => Server.Admin;

    [Test]
    public async Task A_unit_is_uploaded_into_a_repository()
    {
        var unit = NewUnit();
        var served = await ServeAsync();
        var before = await served.LatestAsync();

        var created = await served.UploadAsync(unit);

        Assert.That(await served.LatestAsync(), Is.Not.EqualTo(before));
        Assert.That(await served.ContentAsync(await served.LatestAsync()), Does.Contain((string)created["pulp_href"]!));
        await served.AssertServesAsync(unit);
        Assert.That(Server.Leftovers(), Is.Empty);
    }

    [Test]
    public async Task A_unit_is_uploaded_into_no_repository_and_added_later()
    {
        var unit = NewUnit();
        var served = await ServeAsync();
        var before = await served.LatestAsync();

        var created = await Admin.UploadedAsync(Scenario.Uploads, Scenario.DescribeUpload(unit));
        Assert.That(await served.LatestAsync(), Is.EqualTo(before));
        await served.AddAsync((string)created["pulp_href"]!);

        await served.AssertServesAsync(unit);
    }

    [Test]
    public async Task A_unit_is_made_inside_the_request_when_that_is_asked_for()
    {
        var unit = NewUnit();

        var answer = await Admin.UploadAsync($"{Scenario.Uploads}upload/", Scenario.DescribeUpload(unit));

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.Created), answer.Text);
        await Admin.ReadAsync(answer.Href!);
        Assert.That((string?)(await Admin.UploadedAsync(Scenario.Uploads, Scenario.DescribeUpload(unit)))["pulp_href"], Is.EqualTo(answer.Href), "It is the unit that a task would make.");
    }

    [Test]
    public async Task The_same_file_again_is_the_same_unit()
    {
        var unit = NewUnit();
        var served = await ServeAsync();

        var first = await Admin.UploadedAsync(Scenario.Uploads, Scenario.DescribeUpload(unit));
        var second = await served.UploadAsync(unit);
        var version = await served.LatestAsync();
        var third = await served.UploadAsync(unit);

        Assert.That((string?)second["pulp_href"], Is.EqualTo((string?)first["pulp_href"]));
        Assert.That((string?)third["pulp_href"], Is.EqualTo((string?)first["pulp_href"]));
        Assert.That(await served.LatestAsync(), Is.EqualTo(version), "What is there already makes no version.");
        Assert.That(Server.Leftovers(), Is.Empty);
    }

    [Test]
    public async Task The_same_file_by_many_at_once_is_one_unit()
    {
        var unit = NewUnit();
        var served = await ServeAsync();

        var created = await Task.WhenAll(Enumerable.Range(0, 6).Select(number => Admin.UploadedAsync(Scenario.Uploads, Scenario.DescribeUpload(unit), number % 2 == 0 ? served.Href : null)));
        await served.PublishAsync();

        Assert.That(created.Select(made => (string)made["pulp_href"]!).Distinct().Count(), Is.EqualTo(1));
        await served.AssertServesAsync(unit);
        Assert.That(Server.Leftovers(), Is.Empty);
    }

    [Test]
    public async Task Units_are_uploaded_beside_each_other()
    {
        var units = NewUnits(4);
        var served = await ServeAsync();

        await Task.WhenAll(units.Select(served.UploadAsync));

        foreach (var unit in units)
            await served.AssertServesAsync(unit);
    }

    [Test]
    public async Task A_unit_is_made_of_an_artifact_that_is_stored()
    {
        var unit = NewUnit();
        var form = Scenario.DescribeUpload(unit);
        using var file = new MultipartFormDataContent { { new ByteArrayContent(form.File), "file", form.FileName } };
        var artifact = await Admin.SendAsync(HttpMethod.Post, "artifacts/", file);
        Assert.That(artifact.Status, Is.EqualTo(HttpStatusCode.Created), artifact.Text);
        var served = await ServeAsync();
        var fields = form.Fields.Prepend(("relative_path", form.FileName)).GroupBy(field => field.Item1).ToDictionary(field => field.Key, field => field.Last().Item2);
        (fields["artifact"], fields["repository"]) = (artifact.Href!, served.Href);

        await Admin.CompletedAsync(await Admin.PostAsync(Scenario.Uploads, fields));
        await served.PublishAsync();

        await served.AssertServesAsync(unit);
    }

    [Test]
    public async Task A_broken_file_is_refused_with_a_reason_and_leaves_nothing([Values] bool intoRepository)
    {
        var served = await ServeAsync();
        var (before, total) = (await served.LatestAsync(), await CountAsync());

        var answer = await Admin.UploadAsync(Scenario.Uploads, Scenario.DescribeBrokenUpload(), intoRepository ? served.Href : null);

        if (answer.Status == HttpStatusCode.Accepted)
        {
            var task = await Admin.FinishedAsync(answer);
            task.AssertFailed();
        }
        else
        {
            Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.BadRequest), answer.Text);
            Assert.That(answer.Text, Is.Not.Empty);
        }

        Assert.That(await served.LatestAsync(), Is.EqualTo(before), "There is no new version.");
        Assert.That(await CountAsync(), Is.EqualTo(total), "There is no new unit.");
        Assert.That(Server.Leftovers(), Is.Empty, "No temporary file is left.");
    }

    [Test]
    public async Task An_upload_of_nothing_is_refused()
    {
        using var form = new MultipartFormDataContent { { new StringContent("value"), "no_such_field" } };

        var answer = await Admin.SendAsync(HttpMethod.Post, Scenario.Uploads, form);

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.BadRequest), answer.Text);
    }

    private async Task<int> CountAsync() => (int)(await Admin.ReadAsync(Scenario.Uploads))["count"]!;
}
