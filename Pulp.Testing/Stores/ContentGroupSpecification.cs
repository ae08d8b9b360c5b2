#pragma warning disable CS1591 // The names of the tests are the documentation.
using NUnit.Framework;
using Pulp.Access;
using Pulp.ContentTypes;
using Pulp.Plugins;
using Pulp.Resources;
using Pulp.Stores;

namespace Pulp.Testing.Stores;

/// <summary>
/// States how every <see cref="IContentStore"/> makes and deletes the objects that units are members of.
/// </summary>
public abstract class ContentGroupSpecification : ContentSpecification
{
    private static readonly PulpCatalog Grouped = PulpCatalog.Create(new LibraryPlugin(isGrouped: true));
    private static readonly PulpCatalog Loose = PulpCatalog.Create(new LibraryPlugin(isGrouped: false));
    private static readonly Guid OtherDomain = new("0190a5d0-0000-7000-8000-00000000000d");

    [Test]
    public async Task The_first_unit_of_a_group_makes_its_object()
    {
        var store = await OpenAsync(Grouped);
        await SavePagesAsync(store, Grouped, new Page { Book = "one", Number = 1 }, new Page { Book = "one", Number = 2 }, new Page { Book = "two", Number = 1 });
        await SavePagesAsync(store, Grouped, new Page { Book = "one", Number = 2 }, new Page { Book = "one", Number = 3 });
        var books = await BooksAsync(store);
        Assert.That(books.Select(book => book.Title), Is.EqualTo(new[] { "one", "two" }));
        Assert.That(books[0].Id, Is.EqualTo(Page.IdOf(DomainId, "one")), "the plugin chose the identifier");
    }

    [Test]
    public async Task Each_domain_has_objects_of_its_own()
    {
        var store = await OpenAsync(Grouped);
        await store.WriteAsync(session => session.Contents.SaveAsync(OtherDomain, [Row(Grouped, new Page { Book = "one", Number = 1 })]));
        Assert.That(await BooksAsync(store), Is.Empty);
        await SavePagesAsync(store, Grouped, new Page { Book = "one", Number = 1 });
        Assert.That((await BooksAsync(store, OtherDomain)).Select(book => book.DomainId), Is.EqualTo(new[] { OtherDomain }));
    }

    [Test]
    public async Task An_object_goes_with_its_last_unit_and_takes_the_roles_on_it_along()
    {
        var store = await OpenAsync(Grouped);
        var saved = await SavePagesAsync(store, Grouped, new Page { Book = "one", Number = 1 }, new Page { Book = "one", Number = 2 });
        var book = (await BooksAsync(store))[0];
        var type = Grouped.ResourceTypeOf(book);
        await store.WriteAsync(async session =>
        {
            var user = await session.Access.Users.InsertAsync(new User { Username = "reader" });
            var role = await session.Access.Roles.SaveAsync(new Role { Name = "library.reader", Permissions = ["library.view_book"] });
            return await session.Access.Grants.AddAsync(new Grant(Guid.Empty, user!.Id, null, role!.Name, book.Id.ToString(), type.PrnOf(book.Id), default));
        });
        Clock.Advance(TimeSpan.FromDays(2));
        await DeleteAsync(store, saved[0]);
        Assert.That(await BooksAsync(store), Has.Count.EqualTo(1));
        await DeleteAsync(store, saved[1]);
        Assert.That(await BooksAsync(store), Is.Empty);
        Assert.That(await store.ReadAsync(session => session.Access.Grants.OnObjectAsync(book.Id.ToString())), Is.Empty);
        await SavePagesAsync(store, Grouped, new Page { Book = "one", Number = 1 });
        Assert.That(await BooksAsync(store), Has.Count.EqualTo(1), "and comes again with the next");
    }

    [Test]
    public async Task Units_from_before_are_grouped_once()
    {
        var saved = await SavePagesAsync(await OpenAsync(Loose), Loose, new Page { Book = "one", Number = 1 }, new Page { Book = "one", Number = 2 }, new Page { Book = "two", Number = 1 });
        var store = await OpenAsync(Grouped);
        var type = Grouped.ContentTypeOf(typeof(Page));
        for (var time = 0; time < 2; time++)
            await GroupAsync(store, type);
        Assert.That((await BooksAsync(store)).Select(book => book.Title), Is.EqualTo(new[] { "one", "two" }));
        Clock.Advance(TimeSpan.FromDays(2));
        await DeleteAsync(store, [.. saved]);
        Assert.That(await BooksAsync(store), Is.Empty);
    }

    [Test]
    public async Task Units_that_a_purge_left_are_grouped_again()
    {
        var store = await OpenAsync(Grouped);
        var type = Grouped.ContentTypeOf(typeof(Page));
        await GroupAsync(store, type);
        var saved = await SavePagesAsync(store, Grouped, new Page { Book = "one", Number = 1 }, new Page { Book = "one", Number = 2 });
        var without = await OpenAsync(PulpCatalog.Create());
        Assert.That(await without.WriteAsync(session => session.Unloaded.PurgeAsync("library", 100)), Is.EqualTo(1), "The object goes first.");

        await GroupAsync(store, type);
        Assert.That(await BooksAsync(store), Has.Count.EqualTo(1));
        Clock.Advance(TimeSpan.FromDays(2));
        await DeleteAsync(store, saved[0]);
        Assert.That(await BooksAsync(store), Has.Count.EqualTo(1));
        await DeleteAsync(store, saved[1]);
        Assert.That(await BooksAsync(store), Is.Empty);
    }

    [Test]
    public async Task Units_without_an_object_are_deleted_without_being_read()
    {
        var store = await OpenAsync(Grouped);
        var type = Grouped.ContentTypeOf(typeof(Cover));
        var cover = new Cover { Color = "red" };
        await store.WriteAsync(session => session.Contents.SaveAsync(DomainId, [new NewContent(type, cover, type.NaturalKey(cover), [])]));
        await SavePagesAsync(store, Grouped, new Page { Book = "one", Number = 1 });
        Clock.Advance(TimeSpan.FromDays(2));
        Cover.Read = 0;
        Assert.That((await store.WriteAsync(session => session.Contents.DeleteOrphansAsync(DomainId, Clock.GetUtcNow(), null, 0, 100))).Deleted, Is.EqualTo(2));
        Assert.That((Cover.Read, await BooksAsync(store)), Is.EqualTo((0, Array.Empty<Book>())));
    }

    private static NewContent Row(PulpCatalog catalog, Page page)
    {
        var type = catalog.ContentTypeOf(page);
        return new NewContent(type, page, type.NaturalKey(page), []);
    }

    private static async Task<List<ContentIdentity>> SavePagesAsync(IPulpDatabase store, PulpCatalog catalog, params Page[] pages) =>
        [.. (await store.WriteAsync(session => session.Contents.SaveAsync(DomainId, [.. pages.Select(page => Row(catalog, page))]))).Select(saved => saved.Identity)];

    private static async Task<List<Book>> BooksAsync(IPulpDatabase store, Guid? domain = null) => await store.ReadAsync(async session =>
    {
        var page = await session.Resources.QueryAsync(ResourceKind.Custom, Grouped.ResourceTypeOf(typeof(Book)), domain ?? DomainId, new());
        return page.Items.Cast<Book>().OrderBy(book => book.Title, StringComparer.Ordinal).ToList();
    });

    private static Task GroupAsync(IPulpDatabase store, ContentType type) => store.WriteAsync(async session =>
    {
        await session.Contents.GroupAsync(type);
        return true;
    });

    private Task DeleteAsync(IPulpDatabase store, params ContentIdentity[] units) =>
        store.WriteAsync(session => session.Contents.DeleteOrphansAsync(DomainId, Clock.GetUtcNow(), [.. units.Select(unit => unit.Id)], 0, 100));

    private sealed record Page : Content
    {
        public required string Book { get; init; }

        public required int Number { get; init; }

        public static Guid IdOf(Guid domainId, string title) => new(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"{domainId} {title}")).AsSpan(0, 16));
    }

    private sealed record Cover : Content
    {
        private readonly string color = "";

        public static int Read { get; set; }

        public required string Color
        {
            get => color;
            init => (color, Read) = (value, Read + 1);
        }
    }

    private sealed record Book : Resource
    {
        public required string Title { get; init; }

        public override string? GetKey() => Title;
    }

    private sealed class LibraryPlugin(bool isGrouped) : PulpPlugin
    {
        public override string Label => "library";

        public override void Configure(PluginBuilder plugin) => plugin
            .AddContent<Page>("page", "pages", type =>
            {
                type.NaturalKey(page => [page.Book, page.Number.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
                if (isGrouped)
                    type.MemberOf((page, domainId) => new Book { Id = Page.IdOf(domainId, page.Book), Title = page.Book });
            })
            .AddContent<Cover>("cover", "covers", type => type.NaturalKey(cover => [cover.Color]))
            .AddResource<Book>("book", "books", ResourceOperations.Share);
    }
}
