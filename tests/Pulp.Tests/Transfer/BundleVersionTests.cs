using Pulp.ContentTypes;
using Pulp.Plugins;
using Pulp.Repositories;
using Pulp.Tests.Support;
using Pulp.Transfer;

namespace Pulp.Tests.Transfer;

/// <summary>Both sides need not have the same versions: the schema of a document decides.</summary>
[TestFixture]
internal sealed class BundleVersionTests
{
    [Test]
    public async Task A_document_of_an_older_schema_is_raised()
    {
        await using var here = await TestPulp.StartAsync(configure: pulp => pulp.AddPlugin<OldPlugin>());
        await using var there = await TestPulp.StartAsync(configure: pulp => pulp.AddPlugin<NewPlugin>());
        var exported = await ExportAsync(here, new OldCard { Name = "a" }, new CardRepository { Name = "cards" });

        await there.Pulp.ImportAsync(exported.TableOfContents.Path, new ImportOptions { CreateRepositories = true });

        var repository = await there.Pulp.FindAsync<CardRepository>("cards");
        Assert.That(await there.Pulp.ContentAsync<NewCard>(await there.Pulp.LatestAsync(repository!)).Select(card => (card.Name, card.Colour)).ToListAsync(), Is.EqualTo(new[] { ("a", "white") }));
    }

    [Test]
    public async Task A_document_of_a_newer_schema_is_refused_with_the_plugin_to_update()
    {
        await using var here = await TestPulp.StartAsync(configure: pulp => pulp.AddPlugin<NewPlugin>());
        await using var there = await TestPulp.StartAsync(configure: pulp => pulp.AddPlugin<OldPlugin>());
        var exported = await ExportAsync(here, new NewCard { Name = "a", Colour = "red" }, new CardRepository { Name = "cards" });

        Assert.That(
            () => there.Pulp.ImportAsync(exported.TableOfContents.Path, new ImportOptions { CreateRepositories = true }),
            Throws.InstanceOf<TransferException>().With.Property("Reason").EqualTo(TransferFailureReason.Unsupported).And.Message.Contain("Update the plugin 'cards'"));
    }

    private static async Task<ExportResult> ExportAsync<T>(TestPulp test, T unit, CardRepository repository)
        where T : Content
    {
        var saved = (await test.SaveAsync(unit))[0];
        return await Bundles.ExportAsync(test, await test.Pulp.AddAsync(await test.Pulp.CreateAsync(repository), [saved]));
    }

    private sealed record OldCard : Content
    {
        public required string Name { get; init; }
    }

    private sealed record NewCard : Content
    {
        public required string Name { get; init; }

        public required string Colour { get; init; }
    }

    private sealed record CardRepository : Repository;

    private sealed class OldPlugin : PulpPlugin
    {
        public override string Label => "cards";

        public override void Configure(PluginBuilder plugin) => plugin
            .AddContent<OldCard>("card", "cards", type => type.NaturalKey(card => [card.Name]))
            .AddRepository<CardRepository>("cards", "cards", type => type.Holds<OldCard>());
    }

    private sealed class NewPlugin : PulpPlugin
    {
        public override string Label => "cards";

        public override void Configure(PluginBuilder plugin) => plugin
            .AddContent<NewCard>("card", "cards", type => type.NaturalKey(card => [card.Name]).Schema(2, (document, _) =>
            {
                document["colour"] = "white";
                return document;
            }))
            .AddRepository<CardRepository>("cards", "cards", type => type.Holds<NewCard>());
    }
}
