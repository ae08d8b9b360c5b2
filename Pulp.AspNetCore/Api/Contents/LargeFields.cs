using Microsoft.Extensions.DependencyInjection;
using Pulp.AspNetCore.Api.Json;
using Pulp.ContentTypes;

namespace Pulp.AspNetCore.Api.Contents;

/// <summary>
/// Reads the large fields of units for requests that name them.
/// </summary>
internal sealed class LargeFields(IServiceProvider services)
{
    // What one answer may hold of them; it is put together in memory.
    private const long MaxBytes = 128L << 20;

    /// <summary>Gives rows the large fields that a request asks for.</summary>
    /// <exception cref="RequestRefusedException">They are too much for one answer.</exception>
    public async ValueTask<IReadOnlyList<ContentRow>> LoadAsync(ApiCall call, IReadOnlyList<ContentRow> rows)
    {
        if (rows.All(static row => row.Type.LargeFields.Count == 0))
            return rows;
        var selection = FieldSelection.Of(call.Http.Request.Query);
        var loaded = new List<ContentRow>(rows.Count);
        var total = 0L;
        foreach (var row in rows)
        {
            var fields = new Dictionary<string, ReadOnlyMemory<byte>?>(StringComparer.Ordinal);
            foreach (var field in row.Type.LargeFields.Where(field => selection.Includes(field, onlyOnRequest: true)))
            {
                var reader = (ILargeFieldReader)services.GetRequiredService(row.Type.LargeFieldReader!);
                var value = await reader.ReadAsync(row.Content, field, call.Cancellation).ConfigureAwait(false);
                if ((total += value?.Length ?? 0) > MaxBytes)
                    throw RequestRefusedException.Invalid("fields", "These fields are too large for so many objects in one answer; ask for fewer with 'limit'.");
                fields[field] = value;
            }

            loaded.Add(fields.Count == 0 ? row : row with { Large = fields });
        }

        return loaded;
    }
}
