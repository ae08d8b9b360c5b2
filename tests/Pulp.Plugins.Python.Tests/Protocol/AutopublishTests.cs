using Pulp.Plugins.Python.Tests.Support;

namespace Pulp.Plugins.Python.Tests.Protocol;

internal sealed class AutopublishTests
{
    [Test]
    public async Task What_made_a_new_version_names_it_and_the_publication_that_followed()
    {
        await using var host = await IndexHost.StartAsync();
        var repository = (await host.RestAsync(HttpMethod.Post, "repositories/python/python/", new { name = "published", autopublish = true })).Body!;
        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent(new WheelBuilder().Build()), "file", WheelBuilder.FileName },
            { new StringContent(WheelBuilder.FileName), "relative_path" },
            { new StringContent((string)repository["pulp_href"]!), "repository" },
        };

        var upload = await host.TaskAsync(HttpMethod.Post, "content/python/packages/", form);
        var modify = await host.TaskAsync(HttpMethod.Post, $"{repository["pulp_href"]}modify/", new { remove_content_units = new[] { "*" } });

        Assert.That(ModelsOf(upload), Is.EqualTo(new[] { "core.repositoryversion", "python.pythonpublication", "python.pythonpackagecontent" }));
        Assert.That(ModelsOf(modify), Is.EqualTo(new[] { "core.repositoryversion", "python.pythonpublication" }));
    }

    private static IEnumerable<string> ModelsOf(Tasking.PulpTask task) => task.CreatedResources.Select(prn => prn.Split(':')[1]);
}
