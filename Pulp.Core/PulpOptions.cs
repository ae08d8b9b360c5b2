using Pulp.Digests;

namespace Pulp;

/// <summary>
/// Holds the settings that are not a provider's own.
/// </summary>
public sealed class PulpOptions
{
    /// <summary>Gets or sets the digests computed for every artifact; SHA-256 always is.</summary>
    /// <value>The default is SHA-256 alone: all four of Pulp's cut the speed of ingest sevenfold.</value>
    public ISet<DigestAlgorithm> ContentChecksums { get; set; } = new HashSet<DigestAlgorithm> { DigestAlgorithm.Sha256 };

    /// <summary>Gets or sets how long content and artifacts that nothing uses are safe from cleanup.</summary>
    /// <value>The default is 24 hours.</value>
    public TimeSpan OrphanProtectionTime { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Gets or sets how long an upload may be without a new chunk before it is removed.</summary>
    /// <value>The default is 24 hours; zero means for ever.</value>
    public TimeSpan UploadProtectionTime { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Gets or sets how long the records of tasks that ended are kept.</summary>
    /// <value>The default is 30 days; zero means for ever.</value>
    public TimeSpan TaskProtectionTime { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Gets or sets how long a source of a file rests after it gave other bytes than it promised.</summary>
    /// <value>The default is 300 seconds.</value>
    public TimeSpan RemoteContentFetchFailureCooldown { get; set; } = TimeSpan.FromSeconds(300);

    /// <summary>Gets or sets how long files of a publication that a distribution no longer serves stay reachable.</summary>
    /// <value>The default is 3 days; zero turns it off.</value>
    public TimeSpan DistributedPublicationRetentionPeriod { get; set; } = TimeSpan.FromDays(3);

    /// <summary>Gets or sets how long what pull-through brings is gathered before it becomes one new version of the repository.</summary>
    /// <value>The default is 1 second. Its files are served meanwhile.</value>
    public TimeSpan PullThroughWindow { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Gets or sets whether distributions with a content guard are left out of index pages.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool HideGuardedDistributions { get; set; }

    /// <summary>Gets or sets how many tasks may run at once.</summary>
    /// <value>The default is the number of processors, at least 2.</value>
    public int MaximumRunningTasks { get; set; } = Math.Max(2, Environment.ProcessorCount);

    /// <summary>Gets or sets how long a call waits for a short task that runs inside it; after that the task goes on in the background.</summary>
    /// <value>The default is 5 seconds.</value>
    public TimeSpan ShortTaskLimit { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets or sets whether short tasks are queued like others instead of running inside the call that asks for them.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool TaskPreferDefer { get; set; }

    /// <summary>Gets or sets how long tasks may take to end when the host stops, before they are cut off.</summary>
    /// <value>The default is 10 seconds.</value>
    public TimeSpan TaskGraceInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets or sets how often the built-in cleaning runs: old task records, abandoned uploads, temporary files.</summary>
    /// <value>The default is 1 hour; zero turns it off.</value>
    public TimeSpan MaintenanceInterval { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Gets or sets how long the script of a signing service may take for one file.</summary>
    /// <value>The default is 1 minute.</value>
    public TimeSpan SigningTimeLimit { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Gets or sets the folder for the working directories of tasks and the chunks of uploads.</summary>
    /// <value>The default is <c>pulp/work</c> in the user's data folder. On the file system of the artifacts, a finished upload becomes an artifact without being copied.</value>
    public string WorkingFolder { get; set; } = DefaultWorkingFolder();

    /// <summary>Gets or sets the folders below which <c>file://</c> sources and bundles to import may lie.</summary>
    /// <value>The default is none.</value>
    public IList<string> AllowedImportPaths { get; set; } = [];

    /// <summary>Gets or sets the folders below which exporters may write.</summary>
    /// <value>The default is none: there can be no exporter.</value>
    public IList<string> AllowedExportPaths { get; set; } = [];

    /// <summary>Gets or sets the address clients reach the server by, for example <c>https://pulp.example</c>; null means that of each request.</summary>
    public string? ContentOrigin { get; set; }

    /// <summary>Gets or sets the path below which an application that embeds Pulp has all of it, for example <c>/packages</c>; empty means the root.</summary>
    /// <value>The default is empty. Clients whose protocol has a fixed path, such as <c>/v2/</c> of container registries, reach Pulp only at the root.</value>
    public string PathBase { get; set; } = "";

    /// <summary>Gets or sets the path of the content app.</summary>
    /// <value>The default is <c>/pulp/content/</c>.</value>
    public string ContentPathPrefix { get; set; } = "/pulp/content/";

    /// <summary>Gets or sets the path of the REST API, below which <c>api/v3/</c> lies.</summary>
    /// <value>The default is <c>/pulp/</c>.</value>
    public string ApiRoot { get; set; } = "/pulp/";

    /// <summary>Gets or sets whether reading through a distribution without a content guard needs a login.</summary>
    /// <value>The default is <see langword="false"/>, as in Pulp.</value>
    public bool ReadingNeedsLogin { get; set; }

    /// <summary>Gets or sets the memory that ready answers and small files may take, in bytes.</summary>
    /// <value>The default is 64 MiB.</value>
    public long CacheSize { get; set; } = 64L * 1024 * 1024;

    private static string DefaultWorkingFolder()
    {
        var data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return Path.Join(data.Length > 0 ? data : Path.GetTempPath(), "pulp", "work");
    }
}
