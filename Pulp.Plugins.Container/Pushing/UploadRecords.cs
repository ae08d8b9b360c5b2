using System.Text.Json;
using Microsoft.Extensions.Options;

namespace Pulp.Plugins.Container.Pushing;

/// <summary>
/// Keeps the records of open uploads, a small file for each: they outlive the process, and cost pushes no transaction.
/// </summary>
internal sealed class UploadRecords
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private readonly string folder;

    public UploadRecords(IOptions<PulpOptions> options) => folder = Path.Join(options.Value.WorkingFolder, "container-uploads");

    /// <summary>Keeps a record. Where that fails, the upload lives as long as the process.</summary>
    public void Save(UploadRecord record)
    {
        try
        {
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(folder);
            else
                Directory.CreateDirectory(folder, Private);
            File.WriteAllBytes(PathOf(record.Id), JsonSerializer.SerializeToUtf8Bytes(record));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Remove(record.Id);
        }
    }

    public void Remove(Guid id)
    {
        try
        {
            File.Delete(PathOf(id));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What it names is gone, or goes when it paused too long: the record misleads nobody.
        }
    }

    /// <summary>Reads all records; what is none is removed.</summary>
    public IReadOnlyList<UploadRecord> Load()
    {
        var records = new List<UploadRecord>();
        if (!Directory.Exists(folder))
            return records;
        foreach (var path in Directory.EnumerateFiles(folder))
        {
            if (Read(path) is { } record && path == PathOf(record.Id))
                records.Add(record);
            else
                File.Delete(path);
        }

        return records;
    }

    private static UploadRecord? Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<UploadRecord>(File.ReadAllBytes(path)) is { Name: not null, Key: not null } record ? record : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private string PathOf(Guid id) => Path.Join(folder, id.ToString("N"));
}
