#pragma warning disable CS1591 // The names of the tests are the documentation.
using System.Net;
using System.Text.Json.Nodes;
using NUnit.Framework;
using Pulp.Repositories;
using Pulp.Resources;
using Pulp.Testing.Hosting;

namespace Pulp.Testing.Plugins;

/// <summary>
/// Specifies who may do what through REST: nobody without a login or role, viewers see, owners change what is theirs.
/// </summary>
/// <typeparam name="TScenario">What the plugin's author tells of the plugin.</typeparam>
public abstract class PermissionSpecification<TScenario> : ScenarioSpecification<TScenario>
    where TScenario : PluginScenario, new()
{
    private int users;

    /// <summary>Initializes the fixture.</summary>
    /// <param name="loading">How the plugin comes into the server.</param>
    protected PermissionSpecification(PluginLoading loading)
        : base(loading)
    {
    }

    [Test]
    public async Task Without_a_login_nothing_is_made_changed_or_shown()
    {
        var served = await ServeAsync();

        foreach (var (method, path) in Writes(served))
            Assert.That((await TryAsync(Server.Anonymous, method, path)).Status, Is.EqualTo(HttpStatusCode.Unauthorized), $"{method} {path}");
        foreach (var path in Collections().Append(served.Href))
            Assert.That((await Server.Anonymous.GetAsync(path)).Status, Is.EqualTo(HttpStatusCode.Unauthorized), path);
    }

    [Test]
    public async Task Without_a_role_nothing_is_made_and_no_object_is_there()
    {
        var served = await ServeAsync();
        using var stranger = await UserAsync();

        foreach (var (method, path) in Writes(served))
        {
            var answer = await TryAsync(stranger, method, path);
            Assert.That(answer.Status, Is.EqualTo(IsBelow(served, path) ? HttpStatusCode.NotFound : IsUpload(path) ? HttpStatusCode.BadRequest : HttpStatusCode.Forbidden), $"{method} {path} {answer.Text}");
        }

        foreach (var path in Collections())
            Assert.That((int)(await stranger.ReadAsync(path))["count"]!, Is.Zero, path);
        Assert.That((await stranger.GetAsync(served.Href)).Status, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task A_viewer_sees_and_does_not_change([Values] MadeKind kind)
    {
        var made = await MakeAsync(kind);
        using var viewer = await UserAsync(RoleOf(made.Type, "viewer"));

        await viewer.ReadAsync(made.Href);
        Assert.That((int)(await viewer.ReadAsync(made.Type.CollectionPath))["count"]!, Is.Positive);
        foreach (var (method, path) in Writes(made))
            Assert.That((await TryAsync(viewer, method, path)).Status, Is.EqualTo(HttpStatusCode.Forbidden), $"{method} {path}");
    }

    [Test]
    public async Task A_creator_owns_what_was_made_and_sees_nothing_else([Values] MadeKind kind)
    {
        var foreign = await MakeAsync(kind);
        using var creator = await UserAsync(RoleOf(foreign.Type, "creator"));

        var own = (string)(await creator.CreateAsync(foreign.Type.CollectionPath, Describe(kind)))["pulp_href"]!;

        await creator.ChangedAsync(own, new { name = NewName() });
        Assert.That((await creator.GetAsync(foreign.Href)).Status, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((await creator.PatchAsync(foreign.Href, new { name = NewName() })).Status, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((int)(await creator.ReadAsync(foreign.Type.CollectionPath))["count"]!, Is.EqualTo(1));
        await creator.CompletedAsync(await creator.DeleteAsync(own));
    }

    [Test]
    public async Task An_owner_of_one_object_may_change_that_one([Values] MadeKind kind)
    {
        var (owned, foreign) = (await MakeAsync(kind), await MakeAsync(kind));
        using var owner = await UserAsync();
        var given = await Server.Admin.PostAsync($"{owned.Href}add_role/", new { role = RoleOf(owned.Type, "owner"), users = new[] { $"user{users}" } });
        Assert.That(given.Status, Is.EqualTo(HttpStatusCode.Created), given.Text);

        await owner.ChangedAsync(owned.Href, new { name = NewName() });
        Assert.That((await owner.PatchAsync(foreign.Href, new { name = NewName() })).Status, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task A_unit_is_uploaded_by_who_may_change_the_repository()
    {
        if (!Covers(typeof(UploadSpecification<>)))
            Assert.Ignore("The plugin takes no uploads.");
        var (unit, foreign) = (NewUnit(), await ServeAsync());
        using var creator = await UserAsync(RoleOf(Scenario.TypeAt(Scenario.Repositories), "creator"));
        var own = (string)(await creator.CreateAsync(Scenario.Repositories, Describe(MadeKind.Repository)))["pulp_href"]!;

        Assert.That((await creator.UploadAsync(Scenario.Uploads, Scenario.DescribeUpload(unit))).Status, Is.AnyOf(HttpStatusCode.Forbidden, HttpStatusCode.BadRequest));
        Assert.That((await creator.UploadAsync(Scenario.Uploads, Scenario.DescribeUpload(unit), foreign.Href)).Status, Is.AnyOf(HttpStatusCode.Forbidden, HttpStatusCode.BadRequest));
        await creator.UploadedAsync(Scenario.Uploads, Scenario.DescribeUpload(unit), own);
    }

    [Test]
    public async Task Every_type_has_its_roles()
    {
        var known = (await Server.Admin.ReadAsync("roles/?limit=1000"))["results"]!.AsArray().Select(role => (string)role!["name"]!).ToHashSet(StringComparer.Ordinal);
        foreach (var type in Types().Where(type => type.Operations.HasFlag(ResourceOperations.Share)))
            Assert.That(new[] { "owner", "viewer" }.Select(word => RoleOf(type, word)), Is.SubsetOf(known), type.Name);
    }

    // Every way of writing that objects of the plugin have in common.
    private IEnumerable<(HttpMethod Method, string Path)> Writes(ServedRepository served)
    {
        foreach (var collection in Collections())
            yield return (HttpMethod.Post, collection);
        foreach (var (type, action) in Types().SelectMany(type => type.Actions.Where(action => action.OnCollection).Select(action => (type, action))))
            yield return (new HttpMethod(action.Method), $"{type.CollectionPath}{action.Name}/");
        foreach (var write in Writes((Scenario.TypeAt(Scenario.Repositories), served.Href)))
            yield return write;
        if (served.Remote is { } remote)
        {
            foreach (var write in Writes((Scenario.TypeAt(Scenario.Remotes), remote)))
                yield return write;
        }
    }

    private static IEnumerable<(HttpMethod Method, string Path)> Writes((ResourceType Type, string Href) made)
    {
        string[] actions = made.Type is RepositoryType { SyncSources.Count: > 0 } ? ["modify/", "sync/"] : made.Type is RepositoryType ? ["modify/"] : [];
        foreach (var action in (string[])[.. actions, "add_role/", "remove_role/", "set_label/", "unset_label/"])
            yield return (HttpMethod.Post, made.Href + action);
        foreach (var action in made.Type.Actions.Where(action => !action.OnCollection && action.Needs != "view"))
            yield return (new HttpMethod(action.Method), $"{made.Href}{(action.OnVersion ? "versions/0/" : "")}{action.Name}/");
        foreach (var method in new[] { HttpMethod.Patch, HttpMethod.Put, HttpMethod.Delete })
            yield return (method, made.Href);
    }

    private async Task<(ResourceType Type, string Href)> MakeAsync(MadeKind kind)
    {
        ResourceType? type = kind switch
        {
            MadeKind.Repository => Scenario.TypeAt(Scenario.Repositories),
            MadeKind.Remote => Covers(typeof(SyncSpecification<>)) ? Scenario.TypeAt(Scenario.Remotes) : null,
            _ => Scenario.TypeAt(Scenario.Distributions),
        };
        if (type is null)
            Assert.Ignore("The plugin does not sync.");
        return (type!, (string)(await Server.Admin.CreateAsync(type!.CollectionPath, Describe(kind)))["pulp_href"]!);
    }

    private JsonObject Describe(MadeKind kind)
    {
        var name = NewName();
        return kind switch
        {
            MadeKind.Repository => ServedRepository.With(Scenario.DescribeRepository(), new { name }),
            MadeKind.Remote => ServedRepository.With(Scenario.DescribeRemote(Upstream), new { name }),
            _ => ServedRepository.With(new { name, base_path = name }),
        };
    }

    private HashSet<string> Collections() =>
    [
        .. Types().Where(type => type.Operations.HasFlag(ResourceOperations.Create)).Select(type => type.CollectionPath),
        .. Covers(typeof(UploadSpecification<>)) ? [Scenario.Uploads] : Array.Empty<string>(),
    ];

    private IEnumerable<ResourceType> Types() => Scenario.ResourceTypes.Where(type => type.ParentField is null);

    private static bool IsBelow(ServedRepository served, string path) =>
        path.StartsWith(served.Href, StringComparison.Ordinal) || (served.Remote is { } remote && path.StartsWith(remote, StringComparison.Ordinal));

    // Who may upload is decided by the repository, and an upload that names none is refused for that.
    private bool IsUpload(string path) => Covers(typeof(UploadSpecification<>)) && path == Scenario.Uploads;

    private static Task<RestAnswer> TryAsync(RestClient client, HttpMethod method, string path) =>
        client.SendAsync(method, path, method == HttpMethod.Delete || method == HttpMethod.Get ? null : new StringContent("{}", System.Text.Encoding.UTF8, "application/json"));

    private static string RoleOf(ResourceType type, string word) => $"{type.PluginLabel}.{type.Model.ToLowerInvariant()}_{word}";

    private async Task<RestClient> UserAsync(params string[] roles)
    {
        var name = $"user{++users}";
        var user = await Server.CreateUserAsync(name);
        foreach (var role in roles)
            await Server.GrantAsync(user, role);
        return Server.CreateRestClient(name);
    }
}
