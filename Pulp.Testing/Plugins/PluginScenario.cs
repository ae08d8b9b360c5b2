using Pulp.ContentTypes;
using Pulp.Distributions;
using Pulp.Publications;
using Pulp.Remotes;
using Pulp.Repositories;
using Pulp.Resources;
using Pulp.Testing.Hosting;
using Pulp.Testing.Upstream;

namespace Pulp.Testing.Plugins;

/// <summary>
/// Tells the specifications of plugins what they cannot know of one plugin: how its files look, how an upstream of it answers.
/// </summary>
/// <remarks>
/// A plugin's test project derives one scenario, and from each specification a fixture of one line:
/// <code>
/// public sealed class FileSync(PluginLoading loading) : SyncSpecification&lt;FileScenario&gt;(loading);
/// </code>
/// Each fixture runs twice: with the plugin as the test project references it, and as a host loads it from its folder. Names of types come
/// from the plugin's declaration; everything else goes through HTTP, but for exports and imports, which <see cref="PulpInstance"/> does. What the plugin does not have is stated with <see cref="LacksAttribute"/>;
/// <see cref="SpecificationCoverage"/> fails when a specification is neither derived nor stated.
/// </remarks>
public abstract class PluginScenario : PluginSubject
{
    /// <summary>Gets the path of the repositories below the API.</summary>
    /// <value>By default that of the first type of repository that the plugin declares.</value>
    public virtual string Repositories => PathOf<RepositoryType>();

    /// <summary>Gets the path of the remotes below the API.</summary>
    /// <value>By default that of the first type of remote that the plugin declares.</value>
    public virtual string Remotes => PathOf<RemoteType>();

    /// <summary>Gets the path of the distributions below the API.</summary>
    /// <value>By default that of the first type of distribution that the plugin declares.</value>
    public virtual string Distributions => PathOf<DistributionType>();

    /// <summary>Gets the path of the publications below the API.</summary>
    /// <value>By default that of the first type of publication that the plugin declares.</value>
    public virtual string Publications => PathOf<PublicationType>();

    /// <summary>Gets the path below the API to which units are uploaded.</summary>
    /// <value>By default that of the first type of content that reads uploads.</value>
    public virtual string Uploads => Catalog.ContentTypes.FirstOrDefault(type => type.UploadReader is not null) is { } type
        ? type.CollectionPath
        : throw Missing(nameof(Uploads), "reads no uploads");

    /// <summary>Gets whether a sync leaves out a unit whose file cannot be had, and counts it as skipped, instead of failing.</summary>
    /// <value>The default is <see langword="false"/>. A sync from an upstream that does not answer at all fails in any case.</value>
    public virtual bool LeavesOutWhatFails => false;

    /// <summary>Makes sample units: at least two that differ of each content type, together with values in as many fields as there are.</summary>
    /// <returns>The units.</returns>
    public abstract IEnumerable<Content> CreateUnits();

    /// <summary>Makes the file of a unit: valid, of its own for each number, the same each time it is asked for, and at least 16 bytes long.</summary>
    /// <param name="number">The number of the unit, from 1.</param>
    /// <returns>The bytes.</returns>
    public abstract byte[] CreateFile(int number);

    /// <summary>Gets the path of a unit's file below a distribution.</summary>
    /// <param name="number">The number of the unit.</param>
    /// <returns>A relative path.</returns>
    public abstract string PathOf(int number);

    /// <summary>Gets the path below the server where a distribution's file is read.</summary>
    /// <param name="basePath">The base path of the distribution.</param>
    /// <param name="path">What <see cref="PathOf(int)"/> says.</param>
    /// <returns>A path without leading slash; by default the content app's.</returns>
    public virtual string UrlOf(string basePath, string path) => $"pulp/content/{basePath}/{path}";

    /// <summary>Changes a request that reads a file, for example to log in where the protocol wants it.</summary>
    /// <param name="request">The request.</param>
    public virtual void Prepare(HttpRequestMessage request)
    {
    }

    /// <summary>Describes a remote; name, policy and limits are added by the specification.</summary>
    /// <param name="upstream">The upstream.</param>
    /// <returns>An object whose properties are REST fields; by default the upstream's root as <c>url</c>.</returns>
    public virtual object DescribeRemote(FakeUpstream upstream) => new { url = upstream.Url };

    /// <summary>Describes a repository; the name is added by the specification.</summary>
    /// <returns>An object whose properties are REST fields; by default there are none.</returns>
    public virtual object DescribeRepository() => new { };

    /// <summary>
    /// Lets an upstream offer exactly these units from now on. A unit that is changed has the same file and path, and other metadata: another summary, yanked;
    /// where a format has no metadata besides the file, another file at the same path.
    /// </summary>
    /// <param name="upstream">The upstream.</param>
    /// <param name="units">The units; what is not among them is gone.</param>
    public virtual void Offer(FakeUpstream upstream, IReadOnlyList<PluginUnit> units) => throw Missing(nameof(Offer), "does not sync");

    /// <summary>Gets the path at which an upstream has the file of a unit.</summary>
    /// <param name="unit">The unit.</param>
    /// <returns>The decoded path with its leading slash.</returns>
    public virtual string UpstreamPathOf(PluginUnit unit) => throw Missing(nameof(UpstreamPathOf), "does not sync");

    /// <summary>Describes the upload of a unit through REST.</summary>
    /// <param name="unit">The unit.</param>
    /// <returns>The form.</returns>
    public virtual UploadForm DescribeUpload(PluginUnit unit) => throw Missing(nameof(DescribeUpload), "takes no uploads");

    /// <summary>Describes an upload that the plugin must refuse.</summary>
    /// <returns>The form.</returns>
    public virtual UploadForm DescribeBrokenUpload() => throw Missing(nameof(DescribeBrokenUpload), "takes no uploads");

    /// <summary>Finds what was made of a unit in a version.</summary>
    /// <param name="client">Calls the API as administrator.</param>
    /// <param name="version">The address of the version.</param>
    /// <param name="unit">The unit.</param>
    /// <returns>The addresses of the content; by default of what has the unit's file.</returns>
    public virtual async Task<IReadOnlyList<string>> FindAsync(RestClient client, string version, PluginUnit unit)
    {
        var artifacts = (await client.ReadAsync($"artifacts/?sha256={unit.Sha256}"))["results"]!.AsArray();
        if (artifacts.Count == 0)
            return [];
        var artifact = (string)artifacts[0]!["pulp_href"]!;
        var contents = (await client.ReadAsync($"content/?limit=1000&repository_version={version}"))["results"]!.AsArray();
        return [.. contents.Where(content => content!["artifacts"]!.AsObject().Any(file => (string?)file.Value == artifact)).Select(content => (string)content!["pulp_href"]!)];
    }

    /// <summary>Takes a unit out of a repository.</summary>
    /// <param name="client">Calls the API as administrator.</param>
    /// <param name="repository">The address of the repository.</param>
    /// <param name="version">The address of its latest version.</param>
    /// <param name="unit">The unit.</param>
    /// <returns>The answer: 202 with a task; by default that of <c>modify/</c>.</returns>
    public virtual async Task<RestAnswer> RemoveAsync(RestClient client, string repository, string version, PluginUnit unit) =>
        await client.PostAsync($"{repository}modify/", new { remove_content_units = await FindAsync(client, version, unit) });

    /// <summary>Gets the type of a collection of the plugin.</summary>
    internal ResourceType TypeAt(string path) => ResourceTypes.FirstOrDefault(type => type.CollectionPath == path)
        ?? throw new InvalidOperationException($"{GetType().Name}: the plugin has no collection '{path}'.");

    private string PathOf<T>([System.Runtime.CompilerServices.CallerMemberName] string member = "")
        where T : ResourceType => ResourceTypes.OfType<T>().FirstOrDefault()?.CollectionPath ?? throw Missing(member, $"has no {member}");

    private InvalidOperationException Missing(string member, string lack) =>
        new($"{GetType().Name}: override {member}, or state with [Lacks] that the plugin {lack}.");
}
