using Pulp.AspNetCore.Api.Bodies;
using Pulp.AspNetCore.Api.Roles;

namespace Pulp.AspNetCore.Api.Endpoints;

/// <summary>
/// Holds what most endpoints need.
/// </summary>
internal sealed record ApiServices(BodyReader Bodies, ListReader Lists, TaskStarter Tasks, ObjectRoles Roles, TimeProvider Time);
