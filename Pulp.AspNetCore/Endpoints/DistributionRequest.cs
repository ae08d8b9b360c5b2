using Microsoft.AspNetCore.Http;
using Pulp.Artifacts;
using Pulp.AspNetCore.Access;
using Pulp.AspNetCore.Serving;
using Pulp.Distributions;
using Pulp.Serving;

namespace Pulp.AspNetCore.Endpoints;

/// <summary>
/// Represents a request to a plugin's endpoint of a distribution: guard, domain and caller are settled.
/// </summary>
public sealed class DistributionRequest : EndpointRequest
{
    private readonly EndpointChoice choice;
    private readonly long generation;

    internal DistributionRequest(HttpContext http, EndpointChoice choice, long generation, EndpointServices services)
        : base(http, choice.Endpoint.Owner, services)
    {
        this.choice = choice;
        this.generation = generation;
    }

    /// <summary>Gets how the path was matched.</summary>
    public DistributionMatch Match => choice.Match;

    /// <summary>Gets the distribution; null only where the endpoint takes an absent one.</summary>
    public Distribution? Distribution => choice.Distribution;

    /// <summary>Gets what stands in the path where the template has <c>{base_path}</c>.</summary>
    public string NamedPath => choice.NamedPath;

    /// <summary>Gets the base path: the distribution's, or the named path when there is none.</summary>
    public string BasePath => Distribution?.BasePath ?? NamedPath;

    /// <summary>Gets what follows the distribution's base path in the named path, without slashes at its ends; empty for an exact match.</summary>
    public string Remainder => NamedPath.Length > BasePath.Length ? NamedPath[(BasePath.Length + 1)..] : "";

    /// <inheritdoc/>
    public override string this[string name] => choice.Values.GetValueOrDefault(name) ?? "";

    /// <summary>Asks whether the caller has a permission on the distribution (or on everything, when there is none).</summary>
    /// <param name="permission">For example <c>container.push_containerdistribution</c>.</param>
    /// <returns>Whether the caller has it.</returns>
    public ValueTask<bool> IsAllowedAsync(string permission) => IsAllowedAsync(permission, Distribution is null ? null : Services.PrnOf(Distribution));

    /// <summary>Gets what the distribution serves now.</summary>
    /// <returns>The version or publication, or null when it serves nothing.</returns>
    public ValueTask<ServedSource?> GetSourceAsync() => Distribution is null ? default : Services.Sources.GetAsync(Distribution, Cancellation);

    /// <summary>
    /// Answers with something made of what the distribution serves now, and keeps it: the next time it is sent from memory, until the distribution serves something else.
    /// </summary>
    /// <param name="representation">What is made in which form, for example <c>simple/requests json</c>. Everything of the request that it depends on must be in it, apart from the named path and the origin.</param>
    /// <param name="contentType">The value of Content-Type.</param>
    /// <param name="build">Makes it from the source alone, or returns null when there is no such thing. Runs once however many ask, and to its end even when the request is over: it must not use <see cref="EndpointRequest.Http"/>.</param>
    /// <param name="headers">Further headers; those set on the answer otherwise are not there when it is sent from memory.</param>
    /// <returns>Whether it was answered; false when the distribution serves nothing or <paramref name="build"/> returned null.</returns>
    /// <remarks>Answers 304 to a client that has it, and tells caches that it varies by Accept. Not for what depends on the caller or on upstream.</remarks>
    public Task<bool> AnswerCachedAsync(
        string representation, string contentType, Func<ServedSource, CancellationToken, ValueTask<byte[]?>> build, IReadOnlyList<KeyValuePair<string, string>>? headers = null)
    {
        return AnswerCachedAsync($"{representation}\n{contentType}", BuildAsync);

        async ValueTask<ReadyAnswer?> BuildAsync(ServedSource source, CancellationToken cancellationToken) => await build(source, cancellationToken).ConfigureAwait(false) is not { } body ? null : new ReadyAnswer
        {
            Body = body,
            ContentType = contentType,
            ETag = ReadyAnswer.ETagOf(body),
            VariesByAccept = true,
            VariesByOrigin = Services.Origin is null,
            Headers = [new("X-Content-Type-Options", "nosniff"), .. headers ?? []],
        };
    }

    /// <summary>
    /// Answers with something made of what the distribution serves now, whose type and headers are known only when it is made, and keeps it.
    /// </summary>
    /// <param name="representation">What is made in which form. Everything of the request that it depends on must be in it, apart from the named path and the origin.</param>
    /// <param name="build">Makes it from the source alone, or returns null when there is no such thing. Runs once however many ask, and to its end even when the request is over: it must not use <see cref="EndpointRequest.Http"/>.</param>
    /// <param name="isWanted">Tells whether the client takes it; null means it does.</param>
    /// <param name="isForEveryone">Whether everyone may have it who names the path. If not, it is kept, but the endpoint is asked each time.</param>
    /// <returns>Whether it was answered; false when the distribution serves nothing, <paramref name="build"/> returned null or it was not wanted.</returns>
    public async Task<bool> AnswerCachedAsync(
        string representation, Func<ServedSource, CancellationToken, ValueTask<ReadyAnswer?>> build, Func<ReadyAnswer, bool>? isWanted = null, bool isForEveryone = true)
    {
        if (await GetSourceAsync().ConfigureAwait(false) is not { } source)
            return false;
        var key = new ReadyAnswerKey(source.Id, NamedPath, Services.Origin is null ? Origin : "", representation);
        var cached = Services.Ready.Get(key);
        var answer = cached ?? await Services.Ready.GetOrBuildAsync(key, async () => await build(source, CancellationToken.None).ConfigureAwait(false), Cancellation).ConfigureAwait(false);
        if (answer is null || isWanted?.Invoke(answer) == false)
            return false;
        // What not everyone may read must be asked for each time.
        if (isForEveryone && IsOpen && !answer.IsProvisional && ReadyRequests.TryOf(Http, out var asked))
            Services.Ready.Remember(asked, Distribution!, generation, source.Id, key, answer, choice.Endpoint.ChecksCredentials);
        await FileResponse.SendAsync(Http, answer, fromCache: cached is not null).ConfigureAwait(false);
        return true;
    }

    /// <summary>Answers with what a path of the distribution leads to, as the content app does: from here, from a promise's source, or by pull-through.</summary>
    /// <param name="relativePath">The path below the base path.</param>
    /// <param name="refuse">Answers when a file cannot be fetched; null for plain text.</param>
    /// <returns>A task that completes when the answer is sent.</returns>
    /// <exception cref="InvalidOperationException">There is no distribution.</exception>
    public Task SendPathAsync(string relativePath, Func<FetchFailure, Task>? refuse = null) => Services.Answers.AnswerAsync(ContentOf(relativePath, refuse));

    /// <summary>Answers with a file that was found by other means, stored or promised.</summary>
    /// <param name="file">The file.</param>
    /// <param name="relativePath">The path by which its headers are chosen.</param>
    /// <param name="refuse">Answers when the file cannot be fetched; null for plain text.</param>
    /// <returns>A task that completes when the answer is sent.</returns>
    /// <exception cref="InvalidOperationException">There is no distribution.</exception>
    public Task SendFileAsync(ContentArtifact file, string relativePath, Func<FetchFailure, Task>? refuse = null) =>
        Services.Answers.SendAsync(ContentOf(relativePath, refuse), new ResolvedPath.File(file, relativePath, Source: null));

    /// <summary>Answers with a file of what the distribution serves now, found by other means. A small one is sent from memory the next time, without looking for it, until the distribution serves something else.</summary>
    /// <param name="relativePath">The path by which it is found and its headers are chosen.</param>
    /// <param name="find">Finds the file by this path in the source alone, or gives null when it is not there.</param>
    /// <param name="refuse">Answers when the file cannot be fetched; null for plain text.</param>
    /// <param name="isForEveryone">Whether everyone may have it who names the path. If not, it is kept, but the endpoint is asked each time.</param>
    /// <returns>Whether it was answered; false when the distribution serves nothing or <paramref name="find"/> gave null.</returns>
    /// <exception cref="InvalidOperationException">There is no distribution.</exception>
    public async Task<bool> SendFileAsync(
        string relativePath, Func<ServedSource, CancellationToken, ValueTask<ContentArtifact?>> find, Func<FetchFailure, Task>? refuse = null, bool isForEveryone = true)
    {
        var content = ContentOf(relativePath, refuse) with { IsReplayable = isForEveryone && IsOpen, ChecksCredentials = choice.Endpoint.ChecksCredentials };
        return await GetSourceAsync().ConfigureAwait(false) is { } source && await Services.Answers.SendAsync(content, source, find).ConfigureAwait(false);
    }

    private bool IsOpen => choice.Endpoint is { IsGuarded: true, Permission.Scope: PermissionScope.Public };

    private ContentRequest ContentOf(string path, Func<FetchFailure, Task>? refuse) => new(
        Http,
        Distribution ?? throw new InvalidOperationException("There is no distribution at this path."),
        generation,
        path)
    {
        Refuse = refuse,
        IsReplayable = false,
    };
}
