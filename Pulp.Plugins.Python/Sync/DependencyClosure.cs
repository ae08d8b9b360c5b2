using System.Runtime.CompilerServices;
using Pulp.Downloads;
using Pulp.Plugins.Python.Metadata;
using Pulp.Plugins.Python.Models;
using Pulp.Sync;
using Pulp.Tasking;

namespace Pulp.Plugins.Python.Sync;

/// <summary>
/// Follows the requirements of the taken projects: those of the newest taken version of each, read from its core metadata (PEP 658).
/// </summary>
internal sealed class DependencyClosure
{
    private readonly ProjectReader reader;
    private readonly PackageFilter filter;
    private readonly SyncContext context;

    public DependencyClosure(ProjectReader reader, PackageFilter filter, SyncContext context)
    {
        this.reader = reader;
        this.filter = filter;
        this.context = context;
    }

    public async IAsyncEnumerable<SyncItem> ReadAsync(
        IAsyncEnumerable<ProjectName> names, ProgressPart progress, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var queue = new Queue<ProjectName>();
        var read = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var name in names.ConfigureAwait(false))
            queue.Enqueue(name);
        while (queue.TryDequeue(out var name))
        {
            read.Add(name.Normalized);
            var items = await reader.ReadAsync(name, cancellationToken).ConfigureAwait(false);
            foreach (var requirement in await RequirementsAsync(items, cancellationToken).ConfigureAwait(false))
            {
                // A project read already with narrower specifiers is read again with the wider ones.
                if (filter.Include(requirement) || !read.Contains(requirement.Name.Normalized))
                    queue.Enqueue(requirement.Name);
            }

            foreach (var item in items)
                yield return item;
            progress.Increment();
        }
    }

    private async ValueTask<IReadOnlyList<Requirement>> RequirementsAsync(IReadOnlyList<SyncItem> items, CancellationToken cancellationToken)
    {
        var newest = items.OfType<DeclaredContent>()
            .Select(unit => (Package: unit.Content as PythonPackage, Metadata: unit.Files.FirstOrDefault(file => file.IsOptional)))
            .Where(unit => unit.Package is not null && unit.Metadata is not null)
            .OrderByDescending(unit => PythonVersion.SortKeyOf(unit.Package!.Version), Comparer<byte[]>.Create((left, right) => left.AsSpan().SequenceCompareTo(right)))
            .FirstOrDefault();
        if (newest.Metadata is null)
            return [];
        var response = await context.Upstream.SendAsync(new UpstreamRequest { Uri = newest.Metadata.Url, LinkFromData = true }, cancellationToken).ConfigureAwait(false);
        await using (response.ConfigureAwait(false))
        {
            if (!response.IsSuccess)
                return [];
            var bytes = await response.ReadBoundedAsync(CoreMetadata.MaxBytes, cancellationToken).ConfigureAwait(false);
            return [.. (CoreMetadata.ParseLenient(bytes, out _)?.RequiresDist ?? [])
                .Select(text => Requirement.TryParse(text, out var requirement) ? requirement : null)
                .OfType<Requirement>()
                .Where(requirement => requirement.AppliesIn(MarkerEnvironment.Unspecified) != MarkerResult.False)];
        }
    }
}
