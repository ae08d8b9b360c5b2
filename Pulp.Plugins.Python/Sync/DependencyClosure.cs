using System.Runtime.CompilerServices;
using Pulp.Plugins.Python.Metadata;
using Pulp.Sync;
using Pulp.Tasking;

namespace Pulp.Plugins.Python.Sync;

/// <summary>
/// Follows the requirements of the included projects, with the extras that are asked for, in any environment.
/// </summary>
internal sealed class DependencyClosure
{
    private readonly ProjectReader reader;
    private readonly PackageFilter filter;
    private readonly Dictionary<string, Wanted> projects = new(StringComparer.Ordinal);
    private readonly Queue<Wanted> queue = new();

    public DependencyClosure(ProjectReader reader, PackageFilter filter)
    {
        this.reader = reader;
        this.filter = filter;
    }

    public async IAsyncEnumerable<SyncItem> ReadAsync(ProgressPart progress, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var requirement in filter.Included)
            Want(requirement);
        while (queue.TryDequeue(out var project))
        {
            if (project.IsToBeRead)
            {
                project.IsToBeRead = false;
                var read = await reader.ReadAsync(new ListedProject(project.Name), cancellationToken).ConfigureAwait(false);
                project.Requirements = [.. read.Requirements.Select(text => Requirement.TryParse(text, out var requirement) ? requirement : null).OfType<Requirement>()];
                foreach (var item in read.Items)
                    yield return item;
                progress.Increment();
            }

            foreach (var requirement in project.Requirements)
            {
                if (requirement.Url is null && requirement.AppliesIn(MarkerEnvironment.Unspecified, project.Extras) != MarkerResult.False)
                    Want(requirement);
            }
        }
    }

    // A project read already with narrower specifiers is read again with the wider ones.
    private void Want(Requirement requirement)
    {
        var isNew = !projects.TryGetValue(requirement.Name.Normalized, out var project);
        project ??= projects[requirement.Name.Normalized] = new Wanted(requirement.Name);
        var isWider = filter.Include(requirement) || isNew;
        var hasMore = project.AddExtras(requirement.Extras);
        project.IsToBeRead |= isWider;
        if (isWider || hasMore)
            queue.Enqueue(project);
    }

    private sealed class Wanted(ProjectName name)
    {
        private readonly HashSet<string> extras = new(StringComparer.Ordinal);

        public ProjectName Name { get; } = name;

        public IReadOnlyCollection<string> Extras => extras;

        public bool IsToBeRead { get; set; }

        public IReadOnlyList<Requirement> Requirements { get; set; } = [];

        public bool AddExtras(IReadOnlyList<string> further)
        {
            var before = extras.Count;
            extras.UnionWith(further.Select(ProjectName.Normalize));
            return extras.Count > before;
        }
    }
}
