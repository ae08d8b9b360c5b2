using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace Pulp.Plugins.Container.Pushing;

/// <summary>
/// Keeps the records of open uploads in one file, to which each beginning and each end is added: they outlive the process, and cost pushes neither a transaction nor a file.
/// </summary>
/// <remarks>A line is a record, or a hyphen and the identifier of an upload that ended. Only a process that takes uploads writes, so that others may look.</remarks>
internal sealed class UploadRecords : IDisposable
{
    private const int Longest = 256 * 1024;
    private const UnixFileMode Folder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly Lock sync = new();
    private readonly Dictionary<Guid, UploadRecord> open = [];
    private readonly string path;
    private FileStream? file;
    private long limit;

    public UploadRecords(IOptions<PulpOptions> options) => path = Path.Join(options.Value.WorkingFolder, "container-uploads", "records");

    /// <summary>Keeps a record. Where that fails, the upload lives as long as the process.</summary>
    public void Save(UploadRecord record)
    {
        lock (sync)
        {
            open[record.Id] = record;
            Add(LineOf(record));
        }
    }

    public void Remove(Guid id)
    {
        lock (sync)
        {
            if (open.Remove(id))
                Add(Encoding.ASCII.GetBytes($"-{id:N}\n"));
        }
    }

    /// <summary>Reads the records that earlier processes left; what is none is passed over.</summary>
    public IReadOnlyList<UploadRecord> Load()
    {
        lock (sync)
        {
            foreach (var line in File.Exists(path) ? File.ReadLines(path) : [])
            {
                if (line.StartsWith('-') && Guid.TryParseExact(line.AsSpan(1), "N", out var ended))
                    open.Remove(ended);
                else if (Read(line) is { } record)
                    open[record.Id] = record;
            }

            return [.. open.Values];
        }
    }

    public void Dispose()
    {
        lock (sync)
            Close();
    }

    private static byte[] LineOf(UploadRecord record) => [.. JsonSerializer.SerializeToUtf8Bytes(record), (byte)'\n'];

    private static UploadRecord? Read(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<UploadRecord>(line) is { Name: not null, Key: not null } record ? record : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private void Add(byte[] line)
    {
        try
        {
            if (file is null || file.Length > limit)
                Begin();
            else
                file.Write(line);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A line may be there in part. The next one begins the file anew.
            Close();
        }
    }

    // Only what is open goes into a new file, which takes the place of the old one when it is whole.
    private void Begin()
    {
        Close();
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.Read | FileShare.Delete, BufferSize = 0 };
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        }
        else
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!, Folder);
            options.UnixCreateMode = Private;
        }

        file = new FileStream(path + ".new", options);
        file.Write([.. open.Values.SelectMany(LineOf)]);
        File.Move(path + ".new", path, overwrite: true);
        limit = Math.Max(Longest, 4 * file.Length);
    }

    private void Close()
    {
        file?.Dispose();
        file = null;
    }
}
