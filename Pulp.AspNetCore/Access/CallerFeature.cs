using Microsoft.AspNetCore.Http;
using Pulp.Access;

namespace Pulp.AspNetCore.Access;

internal sealed record CallerFeature(Caller Caller, CredentialsRefusal? Refusal) : ICallerFeature
{
    public static CallerFeature Of(LoginOutcome outcome) => outcome switch
    {
        LoginOutcome.Accepted accepted => new CallerFeature(accepted.Caller, null),
        LoginOutcome.TooManyFailures barred => new CallerFeature(Caller.Anonymous, new CredentialsRefusal(StatusCodes.Status429TooManyRequests, $"Too many failed logins; try again in {barred.RetryAfter.TotalSeconds:0} seconds.")),
        _ => new CallerFeature(Caller.Anonymous, new CredentialsRefusal(StatusCodes.Status401Unauthorized, "Invalid username/password.")),
    };
}
