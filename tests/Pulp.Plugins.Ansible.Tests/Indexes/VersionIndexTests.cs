using Microsoft.Extensions.DependencyInjection;
using Pulp.Plugins.Ansible.Indexes;
using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Search;
using Pulp.Plugins.Ansible.Tests.Support;
using Pulp.Repositories;

namespace Pulp.Plugins.Ansible.Tests.Indexes;

/// <summary>Follows repositories from version to version, and looks for what is kept in memory.</summary>
[TestFixture]
public sealed class VersionIndexTests : GalaxyTest
{
    private RoleIndexes Roles => Host.Services.GetRequiredService<RoleIndexes>();

    [Test]
    public async Task Small_indexes_are_kept_however_many_they_are()
    {
        var search = Host.Services.GetRequiredService<SearchIndexes>();
        var versions = new List<RepositoryVersion>();
        for (var number = 0; number < 40; number++)
            versions.Add((await Host.AddAsync(await Host.CreateRepositoryAsync($"small{number}"), await Host.CollectionAsync("acme.small", $"1.{number}.0")))!);
        var first = new List<SearchIndex>();
        foreach (var version in versions)
            first.Add(await search.GetAsync(version, CancellationToken.None));

        foreach (var (version, index) in versions.Zip(first))
            Assert.That(await search.GetAsync(version, CancellationToken.None), Is.SameAs(index));
    }

    [Test]
    public async Task Roles_that_come_and_go_are_followed_and_the_others_are_not_read_again()
    {
        var repository = await Host.CreateRepositoryAsync("roles");
        var before = await Roles.GetAsync((await Host.AddAsync(repository, RoleOf("web", "1.0"), RoleOf("web", "1.1"), RoleOf("db", "1.0")))!, CancellationToken.None);
        var added = await Roles.GetAsync((await Host.AddAsync(repository, RoleOf("web", "1.2"), RoleOf("new", "1.0")))!, CancellationToken.None);
        var removed = await Roles.GetAsync((await RemoveAsync(repository, added.ById["acme.web"].Newest, added.ById["acme.new"].Newest))!, CancellationToken.None);

        Assert.That(Describe(before), Is.EqualTo("acme.db 1.0 of 1, acme.web 1.1 of 2"));
        Assert.That(Describe(added), Is.EqualTo("acme.db 1.0 of 1, acme.new 1.0 of 1, acme.web 1.2 of 3"));
        Assert.That(Describe(removed), Is.EqualTo("acme.db 1.0 of 1, acme.web 1.1 of 2"));
        Assert.That(removed.ById["acme.db"], Is.SameAs(before.ById["acme.db"]));
    }

    [Test]
    public async Task Roles_that_went_are_gone_when_the_version_that_held_them_was_deleted()
    {
        var repository = await Host.CreateRepositoryAsync("brief");
        var held = (await Host.AddAsync(repository, RoleOf("web", "1.0"), RoleOf("web", "1.1"), RoleOf("db", "1.0")))!;
        var index = await Roles.GetAsync(held, CancellationToken.None);
        var latest = (await RemoveAsync(repository, index.ById["acme.web"].Newest, index.ById["acme.db"].Newest))!;
        await Host.Database.WriteAsync(session => session.Versions.DeleteAsync(held.Id));

        Assert.That(Describe(await Roles.GetAsync(latest, CancellationToken.None)), Is.EqualTo("acme.web 1.0 of 1"));
    }

    private Task<RepositoryVersion?> RemoveAsync(AnsibleRepository repository, params IEnumerable<Role> roles) =>
        Host.Services.GetRequiredService<RepositoryChanges>().ModifyAsync(repository.Id, new RepositoryChange { Remove = [.. roles.Select(role => role.Id)] }, CancellationToken.None);

    private static Role RoleOf(string name, string version) => new() { Namespace = "acme", Name = name, Version = version };

    private static string Describe(RoleIndex index) => string.Join(", ", index.Entries.Select(role => $"{role.Id} {role.Newest.Version} of {role.Versions}"));
}
