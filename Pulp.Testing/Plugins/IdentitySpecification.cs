#pragma warning disable CS1591 // What the members do is said by their names.
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using Pulp.ContentTypes;
using Pulp.Distributions;
using Pulp.Plugins;
using Pulp.Publications;
using Pulp.Repositories;

namespace Pulp.Testing.Plugins;

/// <summary>
/// Specifies what a plugin declares: that units survive their document, that keys tell them apart, that every class can be made.
/// </summary>
/// <typeparam name="TScenario">What the plugin's author tells of the plugin.</typeparam>
public abstract class IdentitySpecification<TScenario> : ScenarioSpecification<TScenario>
    where TScenario : PluginScenario, new()
{
    private static readonly ContentHeader Header = new(Guid.CreateVersion7(), 1, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, null);
    private PulpCatalog catalog = null!;
    private IReadOnlyList<Content> units = [];

    /// <summary>Initializes the fixture.</summary>
    /// <param name="loading">How the plugin comes into the server.</param>
    protected IdentitySpecification(PluginLoading loading)
        : base(loading)
    {
    }

    // A plugin that was loaded from its folder has types of its own: the samples go there by way of their documents.
    [OneTimeSetUp]
    public void DeclareTypes()
    {
        catalog = Server.Catalog;
        units = [.. Scenario.CreateUnits().Select(unit =>
        {
            var declared = Scenario.Catalog.ContentTypeOf(unit);
            var type = catalog.ContentTypes.Single(type => type.Name == declared.Name);
            return type.ClrType == declared.ClrType ? unit : type.ReadDocument(declared.WriteDocument(unit), type.SchemaNumber, Header);
        })];
    }

    [Test]
    public void There_are_two_samples_of_every_content_type()
    {
        foreach (var type in catalog.ContentTypes)
            Assert.That(units.Count(unit => unit.GetType() == type.ClrType), Is.AtLeast(2), type.Name);
    }

    [Test]
    public void Units_survive_their_document()
    {
        foreach (var (unit, type) in Typed())
        {
            var document = type.WriteDocument(unit);
            var copy = type.ReadDocument(document, type.SchemaNumber, Header);

            Assert.That(type.WriteDocument(copy), Is.EqualTo(document), type.Name);
            Assert.That(type.NaturalKey(copy), Is.EqualTo(type.NaturalKey(unit)), $"natural key of {type.Name}");
            Assert.That(type.RepositoryKey(copy), Is.EqualTo(type.RepositoryKey(unit)), $"repository key of {type.Name}");
            Assert.That(type.GroupKey(copy), Is.EqualTo(type.GroupKey(unit)), $"group key of {type.Name}");
        }
    }

    [Test]
    public void Units_that_differ_have_natural_keys_that_differ()
    {
        foreach (var same in Typed().GroupBy(pair => pair.Type))
            Assert.That(same.Select(pair => pair.Type.NaturalKey(pair.Unit)), Is.Unique, same.Key.Name);
    }

    [Test]
    public void A_sort_key_made_of_a_filters_text_is_that_of_the_unit()
    {
        foreach (var (unit, type) in Typed())
        {
            for (var i = 0; i < type.SortKeys.Count; i++)
            {
                using var document = JsonDocument.Parse(type.WriteDocument(unit));
                if (document.RootElement.TryGetProperty(type.SortKeys[i].Field, out var value) && type.SortKeys[i].Parse(value.ToString()) is { } parsed)
                    Assert.That(parsed, Is.EqualTo(type.SortKey(unit, i)), $"{type.SortKeys[i].Field} of {type.Name}");
            }
        }
    }

    [Test]
    public void Filters_and_sort_keys_name_fields_that_exist()
    {
        foreach (var type in catalog.ContentTypes)
            Assert.That(type.FilterFields.Concat(type.SortKeys.Select(sort => sort.Field)).Distinct(), Is.SubsetOf(type.Fields.Select(field => field.Name)), type.Name);
    }

    [Test]
    public void Every_class_that_is_declared_can_be_made_by_the_container()
    {
        using var scope = Server.Services.CreateScope();
        foreach (var declared in DeclaredClasses())
            Assert.That(() => scope.ServiceProvider.GetRequiredService(declared), Throws.Nothing, declared.FullName);
    }

    private IEnumerable<Type> DeclaredClasses() => catalog.ContentTypes.Select(type => type.UploadReader)
        .Concat(catalog.ResourceTypes.OfType<RepositoryType>().SelectMany(type => type.SyncSources.Select(source => source.Source).Append(type.VersionCheck).Append(type.RemovalRule)))
        .Concat(catalog.ResourceTypes.OfType<DistributionType>().SelectMany(type => new[] { type.PullThrough, type.FileHeaders }))
        .Concat(catalog.ResourceTypes.OfType<PublicationType>().Select(type => type.Publisher))
        .OfType<Type>();

    private IEnumerable<(Content Unit, ContentType Type)> Typed() => units.Select(unit => (unit, catalog.ContentTypeOf(unit)));
}
