using System.Text.Json;
using Pulp.AspNetCore.Endpoints;
using Pulp.Plugins.Ansible.Galaxy;
using Pulp.Plugins.Ansible.Naming;
using Pulp.Plugins.Ansible.PullThrough;
using Pulp.Serving;

namespace Pulp.Plugins.Ansible.Protocol;

/// <summary>
/// Answers with documents made of what a distribution serves, which are kept until it serves something else.
/// </summary>
internal sealed class GalaxyReading(GalaxyReadAccess access, GalaxyServices services)
{
    private const string PullNewPermission = "ansible.pull_new_ansibledistribution";

    /// <summary>Answers with a document.</summary>
    /// <param name="request">The request.</param>
    /// <param name="style">The form of the addresses in it.</param>
    /// <param name="representation">What is asked for.</param>
    /// <param name="build">Makes it, or returns null when there is no such thing.</param>
    /// <param name="missing">What is not there then, in words.</param>
    /// <param name="collection">The collection it is about; a distribution with a remote fetches it when it is not there.</param>
    /// <exception cref="GalaxyException">It is not there, or not for the caller.</exception>
    public Task AnswerAsync(
        DistributionRequest request, GalaxyStyle style, string representation, Func<ServedSource, GalaxyPaths, CancellationToken, ValueTask<Action<Utf8JsonWriter>?>> build, string missing, CollectionName? collection = null) =>
        AnswerAsync(
            request,
            style,
            representation,
            async (source, paths, cancellationToken) => await build(source, paths, cancellationToken).ConfigureAwait(false) is { } write ? new GalaxyDocument(write) : null,
            missing,
            collection);

    /// <summary>Answers with a document that may be worth keeping or not.</summary>
    /// <param name="request">The request.</param>
    /// <param name="style">The form of the addresses in it.</param>
    /// <param name="representation">What is asked for.</param>
    /// <param name="build">Makes it, or returns null when there is no such thing.</param>
    /// <param name="missing">What is not there then, in words.</param>
    /// <param name="collection">The collection it is about; a distribution with a remote fetches it when it is not there.</param>
    /// <exception cref="GalaxyException">It is not there, or not for the caller.</exception>
    public async Task AnswerAsync(
        DistributionRequest request, GalaxyStyle style, string representation, Func<ServedSource, GalaxyPaths, CancellationToken, ValueTask<GalaxyDocument?>> build, string missing, CollectionName? collection = null)
    {
        var source = await request.GetSourceAsync().ConfigureAwait(false);
        var isForEveryone = await access.RequireAsync(request, source).ConfigureAwait(false);
        var paths = PathsOf(request, style);
        if (await AnswerAsync().ConfigureAwait(false))
            return;
        if (source is null)
            throw new GalaxyException(GalaxyError.NotFound, "The distribution serves nothing: it points to no repository or version.");
        if (collection is not { } name || !CollectionFetching.IsPossible(request.Distribution))
            throw new GalaxyException(GalaxyError.NotFound, missing);
        if (!services.Options.AnonymousPullThrough && !await request.IsAllowedAsync(PullNewPermission).ConfigureAwait(false))
            throw new GalaxyException(GalaxyError.NotFound, $"{missing} Its remote may have it; to have that fetched takes a login and the permission {PullNewPermission}.");
        if (!(await services.Fetching.TryFetchAsync(request.Distribution, name, request.Cancellation).ConfigureAwait(false) && await AnswerAsync().ConfigureAwait(false)))
            throw new GalaxyException(GalaxyError.NotFound, missing);

        Task<bool> AnswerAsync() => request.AnswerCachedAsync($"{style.Server} {representation}", BuildAsync, isForEveryone: isForEveryone);

        async ValueTask<ReadyAnswer?> BuildAsync(ServedSource served, CancellationToken cancellationToken)
        {
            if (await build(served, paths, cancellationToken).ConfigureAwait(false) is not { } document)
                return null;
            var body = GalaxyAnswers.ToJson(document.Write);
            return new ReadyAnswer
            {
                Body = body,
                ContentType = GalaxyAnswers.Json,
                ETag = ReadyAnswer.ETagOf(body),
                VariesByOrigin = true,
                Files = document.Files,
                IsOutdated = document.IsOutdated,
                Headers = [new("X-Content-Type-Options", "nosniff")],
            };
        }
    }

    public static GalaxyPaths PathsOf(DistributionRequest request, GalaxyStyle style) => new(style, request.Origin, request.BasePath);

    /// <summary>Gets the collection that a request names.</summary>
    /// <exception cref="GalaxyException">It is no name of one.</exception>
    public static CollectionName NameOf(EndpointRequest request) => CollectionName.TryCreate(request["namespace"], request["name"], out var name)
        ? name
        : throw new GalaxyException(GalaxyError.NotFound, $"'{request["namespace"]}.{request["name"]}' is no name of a collection.");

    /// <summary>Gets the collection version that a request names.</summary>
    /// <exception cref="GalaxyException">It is no name of one.</exception>
    public static (CollectionName Name, string Version) VersionOf(EndpointRequest request) => SemanticVersion.TryParse(request["version"], out var version)
        ? (NameOf(request), version.Text)
        : throw new GalaxyException(GalaxyError.NotFound, $"'{request["version"]}' is no semantic version.");
}
