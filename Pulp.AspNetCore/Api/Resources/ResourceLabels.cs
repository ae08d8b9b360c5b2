using Pulp.AspNetCore.Api.Bodies;
using Pulp.AspNetCore.Api.Labels;
using Pulp.Resources;

namespace Pulp.AspNetCore.Api.Resources;

/// <summary>
/// Sets and removes single labels of resources.
/// </summary>
internal sealed class ResourceLabels
{
    private const int Attempts = 5;
    private readonly BodyReader bodies;
    private readonly ResourceReading reading;
    private readonly ResourceChanges changes;

    public ResourceLabels(BodyReader bodies, ResourceReading reading, ResourceChanges changes)
    {
        this.bodies = bodies;
        this.reading = reading;
        this.changes = changes;
    }

    public async Task<ApiResult> SetAsync(ApiCall call, ResourceShape shape)
    {
        var body = await bodies.ReadAsync(call, LabelSchemas.Set).ConfigureAwait(false);
        await ChangeAsync(call, shape, labels => LabelSchemas.With(labels, body)).ConfigureAwait(false);
        return LabelSchemas.Answer(body.Text("key")!, body.Text("value"));
    }

    public async Task<ApiResult> UnsetAsync(ApiCall call, ResourceShape shape)
    {
        var key = (await bodies.ReadAsync(call, LabelSchemas.Unset).ConfigureAwait(false)).Text("key")!;
        string? removed = null;
        await ChangeAsync(call, shape, labels => LabelSchemas.Without(labels, key, out removed)).ConfigureAwait(false);
        return LabelSchemas.Answer(key, removed);
    }

    private async Task ChangeAsync(ApiCall call, ResourceShape shape, Func<IReadOnlyDictionary<string, string?>, IReadOnlyDictionary<string, string?>> change)
    {
        for (var attempt = 1; ; attempt++)
        {
            var resource = await reading.GetAsync(call, shape.Type).ConfigureAwait(false);
            var outcome = await changes.UpdateAsync(resource with { Labels = change(resource.Labels) }, call.Cancellation).ConfigureAwait(false);
            if (outcome is ChangeOutcome.Stale && attempt < Attempts)
                continue;
            ResourceWriting.Require(call, outcome);
            return;
        }
    }
}
