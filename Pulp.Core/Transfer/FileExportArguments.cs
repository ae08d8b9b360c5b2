namespace Pulp.Transfer;

/// <summary>
/// Says what a task exports as files: a publication or a version, to the folder of an exporter or to any folder.
/// </summary>
internal sealed record FileExportArguments
{
    public Guid? Exporter { get; init; }

    public string? Folder { get; init; }

    public FileExportMethod Method { get; init; }

    public Guid? Publication { get; init; }

    public Guid? RepositoryVersion { get; init; }

    public Guid? StartRepositoryVersion { get; init; }
}
