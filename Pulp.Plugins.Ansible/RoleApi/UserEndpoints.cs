using System.Globalization;
using Pulp.Access;
using Pulp.AspNetCore.Endpoints;
using Pulp.Plugins.Ansible.Galaxy;
using Pulp.Plugins.Ansible.Protocol;
using Pulp.Queries;

namespace Pulp.Plugins.Ansible.RoleApi;

/// <summary>
/// Shows the server's users to those who may see them, and everyone who is logged in themselves.
/// </summary>
internal sealed class UserEndpoints(GalaxyServices services)
{
    private const int DefaultSize = 100;
    private const string View = "core.view_user";

    public async Task ListAsync(DistributionRequest request, GalaxyStyle style)
    {
        GalaxyReadAccess.RequireLogin(request);
        var filters = ListFilters.Of(request.Http.Request.Query, "username", "sort");
        var page = NumberedPage.Of(request.Http.Request.Query, DefaultSize);
        if (filters["sort"] is { } sort && sort.TrimStart('-') != "username")
            throw new GalaxyException(GalaxyError.Invalid, "It is one of: username; with a minus before it to turn the order round.") { Parameter = "sort" };
        var visible = await request.IsAllowedAsync(View, null).ConfigureAwait(false) ? null : Condition.Equal("id", request.Caller.User!.Id);
        var query = new Query
        {
            Where = Condition.And(visible, filters["username"] is { } name ? Condition.Equal("username", name) : null),
            OrderBy = [filters["sort"] is { } order ? new Ordering("username", order.StartsWith('-')) : new Ordering("id", false)],
            Offset = page.Offset,
            Limit = page.Size,
        };
        var users = await services.Database.ReadAsync(session => session.Access.Users.QueryAsync(query), request.Cancellation).ConfigureAwait(false);
        page.RequireWithin(users.Count);
        await GalaxyAnswers.WriteAsync(request.Http, writer => page.Write(
            writer, request.Origin, GalaxyReading.PathsOf(request, style).Distribution + "v1/users/", filters.Values, users.Count, users.Items, user => UserWriting.Write(writer, user))).ConfigureAwait(false);
    }

    public async Task ShowAsync(DistributionRequest request)
    {
        GalaxyReadAccess.RequireLogin(request);
        var id = long.TryParse(request["id"], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        var isVisible = id == request.Caller.User!.Id || await request.IsAllowedAsync(View, null).ConfigureAwait(false);
        if (!isVisible || await services.Database.ReadAsync(session => session.Access.Users.GetAsync(id), request.Cancellation).ConfigureAwait(false) is not User user)
            throw new GalaxyException(GalaxyError.NotFound, "There is no such user.");
        await GalaxyAnswers.WriteAsync(request.Http, writer =>
        {
            writer.WriteStartObject();
            UserWriting.Write(writer, user);
            writer.WriteEndObject();
        }).ConfigureAwait(false);
    }
}
