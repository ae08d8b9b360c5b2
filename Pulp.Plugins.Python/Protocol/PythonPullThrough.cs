using Pulp.Digests;
using Pulp.Plugins.Python.Index;
using Pulp.Plugins.Python.Metadata;
using Pulp.Plugins.Python.Sync;
using Pulp.Plugins.Python.Uploads;
using Pulp.Serving;
using Pulp.Uploads;

namespace Pulp.Plugins.Python.Protocol;

/// <summary>
/// Finds files that a distribution does not have on the project pages of its upstream, and makes packages of them.
/// </summary>
/// <remarks>
/// The address always comes from upstream's page, found by the file's name. A client's <c>redirect</c> parameter, as Pulp puts it into links, is never
/// followed; it only tells whether an installer that appends <c>.metadata</c> to a whole link wants the metadata.
/// </remarks>
internal sealed class PythonPullThrough : IPullThroughSource
{
    private const string MetadataSuffix = ".metadata";
    private readonly ProjectReading projects;
    private readonly ServedSources sources;

    public PythonPullThrough(ProjectReading projects, ServedSources sources)
    {
        this.projects = projects;
        this.sources = sources;
    }

    public async ValueTask<PullThroughFile?> ResolveAsync(PullThroughRequest request, CancellationToken cancellationToken)
    {
        var isMetadata = request.RelativePath.EndsWith(MetadataSuffix, StringComparison.Ordinal);
        var filename = isMetadata ? request.RelativePath[..^MetadataSuffix.Length] : request.RelativePath;
        if (await FindAsync(request, filename, cancellationToken).ConfigureAwait(false) is not var (_, file))
            return null;
        if (!isMetadata && request.Query("redirect")?.EndsWith(MetadataSuffix, StringComparison.Ordinal) != true)
            return new PullThroughFile(new Uri(file.File.Url), file.File.Size, PackageDeclaration.DigestsOf(file.File.Hashes));
        // Made here from the wheel when that is stored, so until then only passed on.
        return file.File.CoreMetadata is { IsAvailable: true } metadata
            ? new PullThroughFile(new Uri(file.File.Url + MetadataSuffix), null, PackageDeclaration.DigestsOf(metadata.Hashes), Keep: false)
            : null;
    }

    public async Task<UploadedContent?> KeepAsync(PullThroughRequest request, UploadContext upload, CancellationToken cancellationToken)
    {
        if (await FindAsync(request, request.RelativePath, cancellationToken).ConfigureAwait(false) is not var (project, file))
            return null;
        var contents = await DistributionReader.ReadAsync(upload.File, file.Name, ReadMode.Lenient, limits: null, cancellationToken).ConfigureAwait(false);
        var (package, files) = await PackageUnits.CreateAsync(upload, contents, file.File.UploadTime, cancellationToken).ConfigureAwait(false);

        // The page decides which project a file belongs to: a file's own metadata must not carry it into another one.
        if (package.NormalizedName() != project.Normalized)
            package = package with { Name = project.Value, Version = file.Name.Version };
        return new UploadedContent(package with { RequiresPython = package.RequiresPython.Length > 0 ? package.RequiresPython : file.File.RequiresPython ?? "" }, files);
    }

    private async ValueTask<(ProjectName Project, ChosenFile File)?> FindAsync(PullThroughRequest request, string filename, CancellationToken cancellationToken)
    {
        if (!DistributionFileName.IsSafe(filename))
            return null;
        PulpException? failure = null;
        var source = await sources.GetAsync(request.Distribution, cancellationToken).ConfigureAwait(false);
        foreach (var name in CandidateNames.Of(filename))
        {
            var answer = await projects.AskAsync(request.Distribution, source?.Version, name, cancellationToken).ConfigureAwait(false);
            if (answer.Project?.Files.TryGetValue(filename, out var file) == true)
                return (name, file);
            failure ??= answer.Failure;
        }

        return failure is null ? null : throw failure;
    }
}
