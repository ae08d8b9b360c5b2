using Pulp.AspNetCore.Api.Bodies;
using Pulp.AspNetCore.Api.Labels;
using Pulp.ContentTypes;
using Pulp.Stores;

namespace Pulp.AspNetCore.Api.Contents;

/// <summary>
/// Sets and removes single labels of content units.
/// </summary>
internal sealed class ContentLabels
{
    private readonly IPulpDatabase database;
    private readonly BodyReader bodies;
    private readonly ContentReading reading;

    public ContentLabels(IPulpDatabase database, BodyReader bodies, ContentReading reading)
    {
        this.database = database;
        this.bodies = bodies;
        this.reading = reading;
    }

    public async Task<ApiResult> SetAsync(ApiCall call, ContentType type)
    {
        await reading.GetAsync(call, type).ConfigureAwait(false);
        var body = await bodies.ReadAsync(call, LabelSchemas.Set).ConfigureAwait(false);
        await ChangeAsync(call, labels => LabelSchemas.With(labels, body)).ConfigureAwait(false);
        return LabelSchemas.Answer(body.Text("key")!, body.Text("value"));
    }

    public async Task<ApiResult> UnsetAsync(ApiCall call, ContentType type)
    {
        await reading.GetAsync(call, type).ConfigureAwait(false);
        var key = (await bodies.ReadAsync(call, LabelSchemas.Unset).ConfigureAwait(false)).Text("key")!;
        string? removed = null;
        await ChangeAsync(call, labels => LabelSchemas.Without(labels, key, out removed)).ConfigureAwait(false);
        return LabelSchemas.Answer(key, removed);
    }

    private Task ChangeAsync(ApiCall call, Func<IReadOnlyDictionary<string, string?>, IReadOnlyDictionary<string, string?>> change) => database.WriteAsync(
        async session =>
        {
            var units = await session.Contents.GetAsync([call.Uuid()]).ConfigureAwait(false);
            if (units.Count == 0)
                throw call.NotFound();
            return await session.Contents.SetLabelsAsync(call.Uuid(), change(units[0].Labels ?? new Dictionary<string, string?>())).ConfigureAwait(false);
        },
        call.Cancellation);
}
