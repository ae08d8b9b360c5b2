using Microsoft.Extensions.DependencyInjection;
using Pulp.Distributions;
using Pulp.Plugins;
using Pulp.Publications;
using Pulp.Serving;
using Pulp.Testing.Samples;
using Pulp.Uploads;

[assembly: PulpEndpoints("Pulp.AspNetCore.Tests.Serving.Support.ServedEndpoints")]

namespace Pulp.AspNetCore.Tests.Serving.Support;

/// <summary>
/// A plugin whose units are files at a path, with distributions of every kind of serving.
/// </summary>
internal sealed class ServedPlugin : PulpPlugin
{
    public override string Label => "served";

    public override void Configure(PluginBuilder plugin)
    {
        plugin.Services.AddSingleton<ResolvePause>();
        Declare(plugin);
    }

    private static void Declare(PluginBuilder plugin) => plugin
        .AddContent<ServedUnit>("unit", "units", type => type
            .NaturalKey(unit => [unit.Path, unit.Sha256])
            .RepositoryKey(unit => [unit.Path])
            .RepositoryKeyOfPath(path => [path]))
        .AddRemote<ServedRemote>("served", "served", type => type.AllPolicies())
        .AddRepository<ServedRepository>("served", "served", type => type.Holds<ServedUnit>())
        .AddPublication<ServedPublication, ServedRepository>("served", "served", type => type.PublishWith<ServedPublisher>())
        .AddDistribution<PlainDistribution>("plain", "plain", type => type.FileHeadersFrom<ServedHeaders>())
        .AddDistribution<PublishedDistribution>("published", "published", type => type.ServesPublications())
        .AddDistribution<PullingDistribution>("pulling", "pulling", type => type.PullThroughWith<ServedPullThrough>())
        .AddDistribution<NestedDistribution>("nested", "nested", type => type.BasePathsMayNest())
        .AddDistribution<CacheDistribution>("cache", "cache", type => type.BasePathsMayNest())
        .AddGuard<SampleGuard, SampleGuardEvaluator>("guard", "guard")
        .AddGuard<FailingGuard, FailingGuardEvaluator>("failing", "failing");

    // Publishes one file of its own, and the files whose names do not begin with a dot.
    private sealed class ServedPublisher : IPublisher
    {
        public async Task PublishAsync(PublicationContext context, CancellationToken cancellationToken)
        {
            using var index = new MemoryStream(System.Text.Encoding.UTF8.GetBytes($"version {context.Version.Number}"));
            await context.AddMetadataAsync(string.Create(null, $"metadata-{context.Version.Number}.txt"), index, cancellationToken);
            context.PassThrough();
        }
    }

    private sealed class ServedHeaders : IFileHeaders
    {
        public IReadOnlyDictionary<string, string> HeadersOf(Distribution distribution, string relativePath) =>
            relativePath.EndsWith(".special", StringComparison.Ordinal)
                ? new Dictionary<string, string> { ["Content-Type"] = "application/vnd.special", ["X-Special"] = distribution.Name }
                : new Dictionary<string, string>();
    }

    private sealed class ServedPullThrough(ResolvePause pause) : IPullThroughSource
    {
        public async ValueTask<PullThroughFile?> ResolveAsync(PullThroughRequest request, CancellationToken cancellationToken)
        {
            await pause.WaitAsync(request);
            return request.RelativePath.EndsWith(".never", StringComparison.Ordinal)
                ? null
                : new PullThroughFile(new Uri(new Uri(request.Remote.Url), Uri.EscapeDataString(request.RelativePath)), Size: null, Digests.DigestSet.Empty);
        }

        public Task<UploadedContent?> KeepAsync(PullThroughRequest request, UploadContext upload, CancellationToken cancellationToken)
        {
            if (request.RelativePath.EndsWith(".refused", StringComparison.Ordinal))
                throw new ContentRefusedException("file", "It is not fit.");
            var unit = new ServedUnit { Path = request.RelativePath, Sha256 = upload.Artifact.Sha256 };
            return Task.FromResult<UploadedContent?>(new UploadedContent(unit, new Dictionary<string, Artifacts.StoredArtifact> { [unit.Path] = upload.Artifact }));
        }
    }
}
