using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Pulp.Distributions;
using Pulp.Domains;
using Pulp.Plugins;

namespace Pulp.AspNetCore.Serving;

/// <summary>
/// Answers requests below <see cref="PulpOptions.ContentPathPrefix"/>: index pages of distributions, directories and files.
/// </summary>
internal sealed class ContentApp
{
    private const string Allow = "GET, HEAD";
    private readonly DistributionIndex index;
    private readonly ReadGate gate;
    private readonly ContentAnswers answers;
    private readonly FailureGuard failures;
    private readonly UnloadedPlugins unloaded;
    private readonly string prefix;

    public ContentApp(DistributionIndex index, ReadGate gate, ContentAnswers answers, FailureGuard failures, UnloadedPlugins unloaded, IOptions<PulpOptions> options)
    {
        this.index = index;
        this.gate = gate;
        this.answers = answers;
        this.failures = failures;
        this.unloaded = unloaded;
        prefix = options.Value.ContentPathPrefix.TrimEnd('/');
    }

    public Task InvokeAsync(HttpContext context)
    {
        var path = context.Request.Path.Value![prefix.Length..];
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
            return TextAnswer.RefuseMethodAsync(context, Allow);
        if (path.Length == 0)
            return TextAnswer.AddSlashAsync(context);
        if (path.AsSpan().ContainsAnyInRange('\0', '\x1f') || path.Contains('\x7f'))
            return TextAnswer.WriteAsync(context, StatusCodes.Status400BadRequest, "The path holds control characters.");
        path = path[1..];
        var generation = index.Generation;
        return index.TryMatch(Domain.DefaultId, path, out var distribution, out var remainder)
            ? failures.RunAsync(context, () => ServeAsync(context, distribution, generation, remainder))
            : ListAsync(context, path);
    }

    private Task ListAsync(HttpContext context, string path)
    {
        var isDirectory = path.Length == 0 || path.EndsWith('/');
        var entries = index.Below(Domain.DefaultId, isDirectory ? path : path + "/");
        if (entries.Count == 0 && path.Length > 0)
            return unloaded.FindByPath(Domain.DefaultId, path.TrimEnd('/')) is { } plugin ? TextAnswer.WriteAsync(context, plugin) : TextAnswer.WriteAsync(context, StatusCodes.Status404NotFound);
        return isDirectory ? answers.SendIndexAsync(context, entries, isRoot: path.Length == 0) : TextAnswer.AddSlashAsync(context);
    }

    private async Task ServeAsync(HttpContext context, Distribution distribution, long generation, string? path)
    {
        if (await gate.CheckAsync(context, distribution, isEndpoint: false).ConfigureAwait(false) is { } refusal)
        {
            if (refusal.Kind == Access.RefusalKind.Unauthenticated)
                context.Response.Headers.WWWAuthenticate = "Basic realm=\"pulp\"";
            await TextAnswer.WriteAsync(context, refusal.StatusCode, refusal.Reason).ConfigureAwait(false);
            return;
        }

        if (path is null)
        {
            await TextAnswer.AddSlashAsync(context).ConfigureAwait(false);
            return;
        }

        await answers.AnswerAsync(new ContentRequest(context, distribution, generation, path)).ConfigureAwait(false);
    }
}
