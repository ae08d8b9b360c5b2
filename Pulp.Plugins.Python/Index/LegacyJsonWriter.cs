using System.Buffers;
using System.Text.Json;
using Pulp.Plugins.Python.Metadata;
using static Pulp.Plugins.Python.Index.IndexJsonOutput;

namespace Pulp.Plugins.Python.Index;

/// <summary>
/// Writes documents of PyPI's JSON API.
/// </summary>
public static class LegacyJsonWriter
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss";
    private const string IsoTimeFormat = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    /// <summary>Writes the document of a project, or of one version when it has no releases.</summary>
    /// <param name="output">Receives the document in UTF-8.</param>
    /// <param name="project">What to write.</param>
    /// <param name="withReleases">Whether to write the key <c>releases</c>: <see langword="true"/> for a project's document, <see langword="false"/> for a version's.</param>
    public static void Write(IBufferWriter<byte> output, LegacyProject project, bool withReleases = true)
    {
        using var json = new Utf8JsonWriter(output, Options);
        json.WriteStartObject();
        json.WriteNumber("last_serial", project.LastSerial);
        json.WritePropertyName("info");
        WriteInfo(json, project);
        if (withReleases)
        {
            json.WriteStartObject("releases");
            foreach (var (version, files) in project.Releases)
            {
                json.WritePropertyName(version);
                WriteFiles(json, files);
            }

            json.WriteEndObject();
        }

        json.WritePropertyName("urls");
        WriteFiles(json, project.Urls);
        json.WriteEndObject();
    }

    private static void WriteInfo(Utf8JsonWriter json, LegacyProject project)
    {
        var info = project.Info;
        json.WriteStartObject();
        json.WriteString("name", info.Name);
        json.WriteString("version", info.Version);
        Text(json, "summary", info.Summary);
        Text(json, "keywords", info.Keywords);
        Text(json, "description", info.Description);
        Text(json, "description_content_type", info.DescriptionContentType);
        json.WriteNull("bugtrack_url");
        json.WriteNull("docs_url");
        WriteDownloads(json);
        Text(json, "download_url", info.DownloadUrl);
        Text(json, "home_page", info.HomePage);
        Text(json, "author", info.Author);
        Text(json, "author_email", info.AuthorEmail);
        Text(json, "maintainer", info.Maintainer);
        Text(json, "maintainer_email", info.MaintainerEmail);
        Text(json, "license", info.License);
        json.WriteString("license_expression", info.LicenseExpression);
        WriteStrings(json, JsonEncodedText.Encode("license_files"), info.LicenseFiles);
        WriteStrings(json, JsonEncodedText.Encode("classifiers"), info.Classifiers);
        Text(json, "platform", string.Join(", ", info.Platforms));
        Text(json, "package_url", project.PackageUrl);
        Text(json, "project_url", project.PackageUrl);
        WriteProjectUrls(json, info);
        Text(json, "release_url", project.ReleaseUrl);
        json.WriteString("requires_python", info.RequiresPython);
        WriteStrings(json, JsonEncodedText.Encode("requires_dist"), info.RequiresDist);
        WriteStrings(json, JsonEncodedText.Encode("provides_extra"), info.ProvidesExtras);
        WriteStrings(json, JsonEncodedText.Encode("dynamic"), info.Dynamic);
        json.WriteBoolean("yanked", project.IsYanked);
        json.WriteString("yanked_reason", project.YankedReason);
        json.WriteEndObject();
    }

    private static void WriteDownloads(Utf8JsonWriter json)
    {
        json.WriteStartObject("downloads");
        json.WriteNumber("last_day", -1);
        json.WriteNumber("last_month", -1);
        json.WriteNumber("last_week", -1);
        json.WriteEndObject();
    }

    private static void WriteProjectUrls(Utf8JsonWriter json, CoreMetadata info)
    {
        json.WriteStartObject("project_urls");
        foreach (var (label, url) in info.ProjectUrls)
        {
            json.WriteString(label, url);
        }

        json.WriteEndObject();
    }

    // The API states texts that a package does not have as empty, not as null.
    private static void Text(Utf8JsonWriter json, string name, string? value) => json.WriteString(name, value ?? string.Empty);

    private static void WriteFiles(Utf8JsonWriter json, IReadOnlyList<IndexFile> files)
    {
        json.WriteStartArray();
        for (var i = 0; i < files.Count; i++)
        {
            WriteFile(json, files[i]);
        }

        json.WriteEndArray();
    }

    private static void WriteFile(Utf8JsonWriter json, IndexFile file)
    {
        json.WriteStartObject();
        Text(json, "comment_text", file.Comment);
        WriteHashes(json, JsonEncodedText.Encode("digests"), file.Hashes);
        json.WriteNumber("downloads", -1);
        json.WriteString("filename", file.FileName);
        json.WriteBoolean("has_sig", file.HasSignature ?? false);
        Text(json, "md5_digest", file.Hash("md5"));
        json.WriteString("packagetype", TypeOf(file)?.ToWireName());
        json.WriteString("python_version", file.PythonVersionTag ?? (DistributionFileName.TryParse(file.FileName, out var parsed) ? parsed.PythonVersionTag : null));
        json.WriteString("requires_python", file.RequiresPython);
        json.WriteNumber("size", file.Size ?? 0);
        WriteTime(json, JsonEncodedText.Encode("upload_time"), file.UploadTime, TimeFormat);
        WriteTime(json, JsonEncodedText.Encode("upload_time_iso_8601"), file.UploadTime, IsoTimeFormat);
        json.WriteString("url", file.Url);
        json.WriteBoolean("yanked", file.IsYanked);
        json.WriteString("yanked_reason", file.YankedReason);
        json.WriteEndObject();
    }

    private static PackageType? TypeOf(IndexFile file) =>
        file.PackageType ?? (DistributionFileName.TryParse(file.FileName, out var parsed) ? parsed.PackageType : null);
}
