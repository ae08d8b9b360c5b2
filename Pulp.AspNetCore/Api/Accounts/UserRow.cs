using Pulp.Access;

namespace Pulp.AspNetCore.Api.Accounts;

internal sealed record UserRow(User User, IReadOnlyList<Group> Groups);
