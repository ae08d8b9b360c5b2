using Pulp.Access;

namespace Pulp.AspNetCore.Access;

internal sealed record CallerFeature(Caller Caller, CredentialsRefusal? Refusal) : ICallerFeature;
