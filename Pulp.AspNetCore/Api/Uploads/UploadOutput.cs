using Pulp.AspNetCore.Api.Hrefs;
using Pulp.AspNetCore.Api.Json;
using Pulp.Uploads;

namespace Pulp.AspNetCore.Api.Uploads;

/// <summary>
/// Holds how uploads in chunks are shown: in lists without their chunks.
/// </summary>
internal static class UploadOutput
{
    private static readonly ISchema Chunk = new NamedSchema(
        "UploadChunkResponse", [new SchemaProperty("offset", ApiType.Integer) { IsReadOnly = true }, new SchemaProperty("size", ApiType.Integer) { IsReadOnly = true }]);

    public static Representation<Upload> Short { get; } = new("UploadResponse", Fields());

    public static Representation<Upload> Detail { get; } = new("UploadDetailResponse",
    [
        .. Fields(),
        new("chunks", ApiType.ListOf(ApiType.Of(Chunk)), (writer, upload, _) =>
        {
            writer.WriteStartArray();
            foreach (var chunk in upload.Chunks)
            {
                writer.WriteStartObject();
                writer.WriteNumber("offset"u8, chunk.Offset);
                writer.WriteNumber("size"u8, chunk.Size);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }),
    ]);

    private static IEnumerable<OutputField<Upload>> Fields() =>
    [
        new("pulp_href", ApiType.Uri, (writer, upload, context) => writer.WriteStringValue(context.Hrefs.Of(CoreObject.Upload, upload.Id))),
        new("prn", ApiType.Text, (writer, upload, _) => writer.WriteStringValue(CoreObject.Upload.PrnOf(upload.Id))),
        new("pulp_created", ApiType.Time, (writer, upload, _) => writer.WriteTime(upload.Created)),
        new("pulp_last_updated", ApiType.Time, (writer, upload, _) => writer.WriteTime(upload.LastUpdated)),
        new("size", ApiType.Integer, (writer, upload, _) => writer.WriteNumberValue(upload.Size)) { IsReadOnly = false, IsRequired = true },

        // A complete upload becomes an artifact and is gone, so none that is shown has a time of completion.
        new("completed", ApiType.Time with { IsNullable = true }, (writer, _, _) => writer.WriteNullValue()),
    ];
}
