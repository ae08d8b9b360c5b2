using Pulp.Plugins.Ansible.Models;
using Pulp.Plugins.Ansible.Tests.Support;
using Pulp.Resources;

namespace Pulp.Plugins.Ansible.Tests.Sync;

[TestFixture]
internal sealed class CollectionRemoteRuleTests
{
    private SyncHost host = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => host = await SyncHost.StartAsync();

    [OneTimeTearDown]
    public async Task StopAsync() => await host.DisposeAsync();

    private static IEnumerable<TestCaseData> BadRequirements()
    {
        yield return Bad("collections: [", "Line ");
        yield return Bad("", "Line 1");
        yield return Bad("text", "Line 1");
        yield return Bad("collections: acme.tools", "Line 1: 'collections' must be a list");
        yield return Bad("collections:\n  - acme.tools\n  - tools\n", "Line 3: 'tools' is no name of a collection");
        yield return Bad("collections:\n  - name: acme.tools\n    version: not-a-version\n", "Line 2: 'not-a-version' is no range of versions");
        yield return Bad("collections:\n  - name: acme.tools\n    versoin: 1.0.0\n", "Line 3: 'versoin' is not known here");
        yield return Bad("collections:\n  - name: acme.tools\n    version: [1]\n", "Line 3: 'version' must be a text");
        yield return Bad("collections:\n  - name: https://git.example/x.git\n    type: git\n", "type 'git'");
        yield return Bad("collections:\n  - [acme.tools]\n", "Line 2: an entry is a name, or a mapping");
        yield return Bad("collections:\n  - name: acme.tools\n    source: nowhere\n", "'nowhere' is neither an address nor the name");
        yield return Bad("collections:\n  - name: acme.tools\n    source: https://u:c4n4ry@hub.example/\n", "holds credentials");
        yield return Bad("collections:\n  - name: ../../etc\n", "is no name of a collection");
        yield return Bad("roles: [web]", "is no role of a Galaxy server");
        yield return Bad("packages: []", "'packages' is not known here");
        yield return Bad("collections: !!python/object:os.system [acme.tools]", "not allowed");
        yield return Bad("a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e]\n", "more than");
        yield return Bad("collections:\n" + string.Concat(Enumerable.Repeat("  - acme.tools\n", 700_000)), "characters").SetArgDisplayNames("10 MB");

        static TestCaseData Bad(string text, string message) => new TestCaseData(text, message).SetArgDisplayNames(message);
    }

    [TestCaseSource(nameof(BadRequirements))]
    public async Task A_requirements_file_that_cannot_be_used_is_refused_naming_the_line(string text, string message)
    {
        var outcome = await host.TryCreateAsync(new CollectionRemote { Name = "bad", Url = "https://galaxy.example/", RequirementsFile = text });

        var error = (outcome as ChangeOutcome.Invalid)?.Errors["requirements_file"].Single();
        Assert.That(error, Does.Contain(message));
        Assert.That(error, Does.Not.Contain("c4n4ry"));
        Assert.That(error!.Length, Is.LessThan(1000));
    }

    [TestCase("https://galaxy.example/api", null, null, "url", "Ensure the URL ends '/'")]
    [TestCase("https://galaxy.example/", "https://sso.example/token", null, "token", "you must also specify 'token'")]
    [TestCase("https://galaxy.example/", "sso", "t0ken", "auth_url", "valid URL")]
    [TestCase("https://galaxy.example/", "http://sso.example/token", "t0ken", "auth_url", "may not be sent by http")]
    [TestCase("https://galaxy.example/", null, "t0 ken", "token", "printable ASCII")]
    public async Task A_remote_that_a_sync_could_only_fail_of_is_refused(string url, string? authUrl, string? token, string field, string message)
    {
        var outcome = await host.TryCreateAsync(new CollectionRemote { Name = "bad", Url = url, AuthUrl = authUrl, Token = token });

        Assert.That((outcome as ChangeOutcome.Invalid)?.Errors[field][0], Does.Contain(message).And.Not.Contain("t0"));
    }

    [TestCase("https://galaxy.ansible.com")]
    [TestCase("https://galaxy.ansible.com/")]
    [TestCase("https://hub.example/api/galaxy/content/published/")]
    public async Task An_address_of_a_Galaxy_server_is_taken(string url)
    {
        var outcome = await host.TryCreateAsync(new CollectionRemote { Name = url, Url = url, RequirementsFile = "---\ncollections:\n  - acme.tools\n  - {name: acme.base, version: '>=1.0.0', source: https://other.example/}\nroles:\n  - acme.web\n" });

        Assert.That(outcome, Is.InstanceOf<ChangeOutcome.Done>());
    }
}
