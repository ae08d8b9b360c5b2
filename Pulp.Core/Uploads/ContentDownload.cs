using System.Text.Json;
using System.Text.Json.Nodes;
using Pulp.Artifacts;
using Pulp.Documents;
using Pulp.Downloads;
using Pulp.Remotes;
using Pulp.Resources;
using Pulp.Storage;

namespace Pulp.Uploads;

/// <summary>
/// Fetches a file that becomes content from an address the client names, under the same rules as a remote's.
/// </summary>
public sealed class ContentDownload
{
    private const string Field = "file_url";
    private readonly IUpstreamClientFactory clients;
    private readonly ConnectionSettingsValidator validator;
    private readonly IArtifactStorage storage;
    private readonly ContentUploads uploads;

    /// <summary>Initializes the service.</summary>
    /// <param name="clients">Makes clients to upstreams.</param>
    /// <param name="validator">Checks connection settings.</param>
    /// <param name="storage">Keeps the bytes.</param>
    /// <param name="uploads">Names the digests to compute.</param>
    public ContentDownload(IUpstreamClientFactory clients, ConnectionSettingsValidator validator, IArtifactStorage storage, ContentUploads uploads)
    {
        this.clients = clients;
        this.validator = validator;
        this.storage = storage;
        this.uploads = uploads;
    }

    /// <summary>Gets what is wrong with an address and its connection settings.</summary>
    /// <param name="url">The address.</param>
    /// <param name="connection">An object with the network fields of a remote; null for none.</param>
    /// <returns>Messages by REST field name; empty when the file can be asked for.</returns>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Check(string url, JsonElement? connection)
    {
        var errors = new FieldErrors();
        try
        {
            RemoteRule.Check(RemoteOf(url, connection), validator, errors);
        }
        catch (JsonException exception)
        {
            errors.Add("downloader_config", $"The field '{exception.Path?.TrimStart('$', '.')}' does not have the form it needs.");
        }

        return errors.Messages.ToDictionary(error => error.Key == "url" ? Field : error.Key, error => error.Value, StringComparer.Ordinal);
    }

    /// <summary>Fetches the file.</summary>
    /// <param name="url">The address.</param>
    /// <param name="connection">An object with the network fields of a remote; null for none.</param>
    /// <param name="cancellationToken">Cancels; nothing is left behind.</param>
    /// <returns>The staged file.</returns>
    /// <exception cref="DownloadException">The file cannot be fetched.</exception>
    public async Task<StagedArtifact> StageAsync(string url, JsonElement? connection, CancellationToken cancellationToken = default)
    {
        var settings = SettingsOf(url, connection);
        using var client = clients.Create(settings);
        return await ArtifactDownload.StageAsync(client, storage, settings.BaseUrl, uploads.StagingOptions, cancellationToken).ConfigureAwait(false);
    }

    private static ConnectionSettings SettingsOf(string url, JsonElement? connection) => RemoteConnection.SettingsOf(RemoteOf(url, connection));

    private static FileRemote RemoteOf(string url, JsonElement? connection)
    {
        var fields = connection is { ValueKind: JsonValueKind.Object } given ? JsonNode.Parse(given.GetRawText())!.AsObject() : [];
        fields["name"] = Field;
        SetAddress(fields, url);
        return fields.Deserialize<FileRemote>(DocumentJson.Options)!;
    }

    // Credentials inside the address are used as if they had been given beside it.
    private static void SetAddress(JsonObject fields, string url)
    {
        (fields["url"], var username, var password) = UrlCredentials.Split(url);
        if (username is null || fields["username"] is not null)
            return;
        fields["username"] = username;
        fields["password"] = password;
    }

    // A remote that exists only for one file.
    private sealed record FileRemote : Remote;
}
