using System.Buffers;
using System.Text.Json;
using static Pulp.Plugins.Python.Index.IndexJsonOutput;

namespace Pulp.Plugins.Python.Index;

/// <summary>
/// Writes the pages of a simple index in JSON (PEP 691, 700, 708, 714, 740, 792).
/// </summary>
public static class SimpleJsonWriter
{
    private const string UploadTimeFormat = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    private static readonly JsonEncodedText Meta = JsonEncodedText.Encode("meta");
    private static readonly JsonEncodedText ApiVersion = JsonEncodedText.Encode("api-version");
    private static readonly JsonEncodedText LastSerial = JsonEncodedText.Encode("_last-serial");
    private static readonly JsonEncodedText Tracks = JsonEncodedText.Encode("tracks");
    private static readonly JsonEncodedText Name = JsonEncodedText.Encode("name");
    private static readonly JsonEncodedText Status = JsonEncodedText.Encode("project-status");
    private static readonly JsonEncodedText AlternateLocations = JsonEncodedText.Encode("alternate-locations");
    private static readonly JsonEncodedText Files = JsonEncodedText.Encode("files");
    private static readonly JsonEncodedText Versions = JsonEncodedText.Encode("versions");
    private static readonly JsonEncodedText Projects = JsonEncodedText.Encode("projects");
    private static readonly JsonEncodedText FileName = JsonEncodedText.Encode("filename");
    private static readonly JsonEncodedText Url = JsonEncodedText.Encode("url");
    private static readonly JsonEncodedText Hashes = JsonEncodedText.Encode("hashes");
    private static readonly JsonEncodedText RequiresPython = JsonEncodedText.Encode("requires-python");
    private static readonly JsonEncodedText CoreMetadata = JsonEncodedText.Encode("core-metadata");
    private static readonly JsonEncodedText OldCoreMetadata = JsonEncodedText.Encode("data-dist-info-metadata");
    private static readonly JsonEncodedText Size = JsonEncodedText.Encode("size");
    private static readonly JsonEncodedText UploadTime = JsonEncodedText.Encode("upload-time");
    private static readonly JsonEncodedText Yanked = JsonEncodedText.Encode("yanked");
    private static readonly JsonEncodedText Signature = JsonEncodedText.Encode("gpg-sig");
    private static readonly JsonEncodedText Provenance = JsonEncodedText.Encode("provenance");

    /// <summary>Writes the page of a project.</summary>
    /// <param name="output">Receives the page in UTF-8.</param>
    /// <param name="project">The project; its files are listed in their order, those of a quarantined one not at all.</param>
    public static void WriteProject(IBufferWriter<byte> output, IndexProject project)
    {
        using var json = new Utf8JsonWriter(output, Options);
        var files = project.OfferedFiles;
        json.WriteStartObject();
        WriteMeta(json, files.All(static file => file.Size is not null) ? SimpleApiVersion.Current : SimpleApiVersion.WithoutSizes, project.LastSerial, project.Tracks);
        json.WriteString(Name, Metadata.ProjectName.Normalize(project.Name));
        WriteStatus(json, project);
        if (project.AlternateLocations.Count > 0)
        {
            WriteStrings(json, AlternateLocations, project.AlternateLocations);
        }

        json.WriteStartArray(Files);
        for (var i = 0; i < files.Count; i++)
        {
            WriteFile(json, files[i]);
        }

        json.WriteEndArray();
        WriteStrings(json, Versions, project.Versions);
        json.WriteEndObject();
    }

    /// <summary>Writes the list of projects.</summary>
    /// <param name="output">Receives the page in UTF-8.</param>
    /// <param name="projects">The projects in the order they are to be listed.</param>
    /// <param name="lastSerial">The serial of the index's last change, or <see langword="null"/> when it has none.</param>
    public static void WriteRoot(IBufferWriter<byte> output, IEnumerable<IndexRootEntry> projects, long? lastSerial = null)
    {
        const int FlushAt = 32 * 1024;
        using var json = new Utf8JsonWriter(output, Options);
        json.WriteStartObject();
        WriteMeta(json, SimpleApiVersion.Current, lastSerial, []);
        json.WriteStartArray(Projects);
        foreach (var project in projects)
        {
            json.WriteStartObject();
            json.WriteString(Name, project.Name);
            if (project.LastSerial is { } serial)
            {
                json.WriteNumber(LastSerial, serial);
            }

            json.WriteEndObject();
            if (json.BytesPending > FlushAt)
            {
                json.Flush();
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteMeta(Utf8JsonWriter json, string version, long? lastSerial, IReadOnlyList<string> tracks)
    {
        json.WriteStartObject(Meta);
        json.WriteString(ApiVersion, version);
        if (lastSerial is { } serial)
        {
            json.WriteNumber(LastSerial, serial);
        }

        if (tracks.Count > 0)
        {
            WriteStrings(json, Tracks, tracks);
        }

        json.WriteEndObject();
    }

    private static void WriteStatus(Utf8JsonWriter json, IndexProject project)
    {
        if (project.Status == ProjectStatus.Active)
        {
            return;
        }

        json.WriteStartObject(Status);
        json.WriteString("status", project.Status.ToWireName());
        if (project.StatusReason is { } reason)
        {
            json.WriteString("reason", reason);
        }

        json.WriteEndObject();
    }

    private static void WriteFile(Utf8JsonWriter json, IndexFile file)
    {
        json.WriteStartObject();
        json.WriteString(FileName, file.FileName);
        json.WriteString(Url, file.Url);
        WriteHashes(json, Hashes, file.Hashes);
        json.WriteString(RequiresPython, file.RequiresPython);
        WriteCoreMetadata(json, OldCoreMetadata, file.CoreMetadata);
        WriteCoreMetadata(json, CoreMetadata, file.CoreMetadata);
        if (file.Size is { } size)
        {
            json.WriteNumber(Size, size);
        }

        if (file.UploadTime is not null)
        {
            WriteTime(json, UploadTime, file.UploadTime, UploadTimeFormat);
        }

        if (file is { IsYanked: true, YankedReason.Length: > 0 })
        {
            json.WriteString(Yanked, file.YankedReason);
        }
        else
        {
            json.WriteBoolean(Yanked, file.IsYanked);
        }

        if (file.HasSignature is { } hasSignature)
        {
            json.WriteBoolean(Signature, hasSignature);
        }

        json.WriteString(Provenance, file.Provenance);
        json.WriteEndObject();
    }

    private static void WriteCoreMetadata(Utf8JsonWriter json, JsonEncodedText name, CoreMetadataFile? metadata)
    {
        if (metadata is { IsAvailable: true, Hashes.Count: > 0 })
        {
            WriteHashes(json, name, metadata.Hashes);
        }
        else if (metadata is not null)
        {
            json.WriteBoolean(name, metadata.IsAvailable);
        }
    }
}
