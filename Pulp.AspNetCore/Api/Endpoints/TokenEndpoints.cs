using Microsoft.AspNetCore.Http;
using Pulp.Access;
using Pulp.AspNetCore.Access;
using Pulp.AspNetCore.Api.Bodies;
using Pulp.AspNetCore.Api.Filters;
using Pulp.AspNetCore.Api.Hrefs;
using Pulp.AspNetCore.Api.Json;
using Pulp.Queries;
using Pulp.Resources;
using Pulp.Stores;

namespace Pulp.AspNetCore.Api.Endpoints;

/// <summary>
/// Brings API tokens: everyone's own. The text of a token is shown once, in the answer that creates it.
/// </summary>
internal sealed class TokenEndpoints : IApiEndpoints
{
    private const int MaximumEntries = 1000;
    private static readonly Representation<ApiToken> Shown = new("ApiTokenResponse", Fields());

    private static readonly BodySchema Body = new(
        "ApiToken",
        [
            new InputField("name", InputKind.Text) { IsRequired = true, MinimumLength = 1, MaximumLength = 255 },
            new InputField("scopes", InputKind.TextList) { MinimumLength = 1, MaximumLength = 255 },
            new InputField("objects", InputKind.ReferenceList),
            new InputField("expires", InputKind.Time) { IsNullable = true },
        ],
        Shown.Properties.Select(property => property.Name));

    private static readonly FilterSet Filters = new FilterSetBuilder().Ids().Names("name").OrderBy("name", "pulp_created", "pulp_id").Build();
    private readonly IPulpDatabase database;
    private readonly ApiTokens tokens;
    private readonly ApiServices services;

    public TokenEndpoints(IPulpDatabase database, ApiTokens tokens, ApiServices services)
    {
        this.database = database;
        this.tokens = tokens;
        this.services = services;
    }

    public IEnumerable<ApiEndpoint> Build()
    {
        var group = CoreGroup.Of(CoreObject.Token, "Tokens");
        yield return group.List(Filters, Shown, EndpointPermission.LoginOnly, ListAsync);
        yield return group.Read(Shown, EndpointPermission.LoginOnly, async call => Show(call, await GetAsync(call).ConfigureAwait(false)));
        yield return group.OnCollection("POST", "", "create", EndpointPermission.LoginOnly, CreateAsync).Takes(Body)
            .Returns(StatusCodes.Status201Created, new NamedSchema("ApiTokenCreatedResponse", [.. Shown.Properties, new SchemaProperty("token", ApiType.Text) { IsReadOnly = true }]));
        yield return group.OnObject("DELETE", "", "delete", EndpointPermission.LoginOnly, DeleteAsync).Returns(StatusCodes.Status204NoContent);
    }

    private static IEnumerable<OutputField<ApiToken>> Fields() =>
    [
        new("pulp_href", ApiType.Uri, (writer, token, context) => writer.WriteStringValue(context.Hrefs.Of(CoreObject.Token, token.Id))),
        new("prn", ApiType.Text, (writer, token, _) => writer.WriteStringValue(CoreObject.Token.PrnOf(token.Id))),
        new("pulp_created", ApiType.Time, (writer, token, _) => writer.WriteTime(token.Created)),
        new("name", ApiType.Text, (writer, token, _) => writer.WriteStringValue(token.Name)) { IsReadOnly = false, IsRequired = true },
        new("user", ApiType.Uri, (writer, token, context) => writer.WriteStringValue(context.Hrefs.Of(CoreObject.User, token.UserId))),
        new("scopes", ApiType.ListOf(ApiType.Text), (writer, token, _) => writer.WriteTexts(token.Scopes)) { IsReadOnly = false },
        new("objects", ApiType.ListOf(ApiType.Text), (writer, token, _) => writer.WriteTexts(token.Objects)) { IsReadOnly = false },
        new("expires", ApiType.Time with { IsNullable = true }, (writer, token, _) => writer.WriteTime(token.Expires)) { IsReadOnly = false },
        new("last_used", ApiType.Time with { IsNullable = true }, (writer, token, _) => writer.WriteTime(token.LastUsed)),
    ];

    private static ApiResult Show(ApiCall call, ApiToken token)
    {
        var context = call.NewContext();
        var fields = Shown.Select(FieldSelection.Of(call.Http.Request.Query));
        return ApiResult.Json(StatusCodes.Status200OK, writer => Representation<ApiToken>.Write(writer, token, context, fields));
    }

    private async Task<ApiResult> ListAsync(ApiCall call) => await services.Lists.ReadAsync(call, Filters, Shown, visible: null, async (session, query, _) =>
    {
        // An administrator sees everybody's tokens, to end them.
        var user = call.Caller.User!;
        var all = await session.Access.Tokens.OfUserAsync(user.IsSuperuser ? null : user.Id).ConfigureAwait(false);
        var page = MemoryRows.Apply(all, query, static (token, name) => name switch
        {
            "name" => token.Name,
            "pulp_created" => token.Created,
            _ => token.Id,
        });
        return (page.Count, page.Items);
    }).ConfigureAwait(false);

    private async Task<ApiToken> GetAsync(ApiCall call)
    {
        var token = await database.ReadAsync(session => session.Access.Tokens.GetAsync(call.Uuid()), call.Cancellation).ConfigureAwait(false);
        var user = call.Caller.User!;
        return token is not null && (token.UserId == user.Id || user.IsSuperuser) ? token : throw call.NotFound();
    }

    private async Task<ApiResult> CreateAsync(ApiCall call)
    {
        RequireUnlimited(call);
        var body = await services.Bodies.ReadAsync(call, Body).ConfigureAwait(false);
        var scopes = body.Texts("scopes") ?? [];
        var objects = await ObjectsAsync(call, body.References("objects")).ConfigureAwait(false);
        if (scopes.Count + objects.Count > MaximumEntries)
            throw RequestRefusedException.Invalid(FieldErrors.General, $"A token is limited to at most {MaximumEntries} permissions and objects.");
        var (token, text) = await tokens.CreateAsync(call.Caller.User!.Id, body.Text("name")!, scopes, objects, LifetimeOf(body), call.Cancellation).ConfigureAwait(false);
        var context = call.NewContext();
        return ApiResult.Created(call.Hrefs.Of(CoreObject.Token, token.Id), writer =>
        {
            writer.WriteStartObject();
            foreach (var output in Shown.Fields)
            {
                writer.WritePropertyName(output.Encoded);
                output.Write(writer, token, context);
            }

            writer.WriteString("token"u8, text);
            writer.WriteEndObject();
        });
    }

    private Task<IReadOnlyList<string>> ObjectsAsync(ApiCall call, ReferenceList? list) => database.ReadAsync<IReadOnlyList<string>>(
        async session =>
        {
            var prns = new List<string>();
            foreach (var reference in list?.Items ?? [])
            {
                prns.Add(reference switch
                {
                    ObjectReference.OfResource resource when await session.Resources.GetAsync(resource.Id).ConfigureAwait(false) is not null => resource.Type.PrnOf(resource.Id),
                    ObjectReference.OfCore core => core.Kind.PrnOf(core.Id),
                    _ => throw RequestRefusedException.Invalid("objects", "Invalid hyperlink - Object does not exist."),
                });
            }

            return prns;
        },
        call.Cancellation);

    private TimeSpan? LifetimeOf(RequestBody body)
    {
        if (!body.Has("expires"))
            return null;
        if (body.Time("expires") is not { } expires)
            return Timeout.InfiniteTimeSpan;
        var lifetime = expires - services.Time.GetUtcNow();
        return lifetime > TimeSpan.Zero ? lifetime : throw RequestRefusedException.Invalid("expires", "This time has passed; name one that is to come.");
    }

    private async Task<ApiResult> DeleteAsync(ApiCall call)
    {
        var token = await GetAsync(call).ConfigureAwait(false);
        RequireUnlimited(call);
        await database.WriteAsync(session => session.Access.Tokens.DeleteAsync(token.Id), call.Cancellation).ConfigureAwait(false);
        return ApiResult.Empty(StatusCodes.Status204NoContent);
    }

    // A token with a part of the rights must neither make one with all of them nor end another.
    private static void RequireUnlimited(ApiCall call)
    {
        if (call.Caller.Token is { } used && used.Scopes.Count + used.Objects.Count > 0)
            throw RequestRefusedException.Forbidden();
    }
}
