using System.Globalization;
using Microsoft.AspNetCore.Http;
using Pulp.Access;

namespace Pulp.AspNetCore.Access;

internal sealed record CallerFeature(Caller Caller, CredentialsRefusal? Refusal) : ICallerFeature
{
    /// <summary>Notes with a request who sent it. Whoever answers a barred caller with 429, says when to come back.</summary>
    public static void Note(HttpContext context, LoginOutcome outcome)
    {
        var feature = Of(outcome);
        context.Features.Set<ICallerFeature>(feature);
        if (feature.Refusal is { RetryAfter: { } wait })
            context.Response.OnStarting(() => WriteAsync(context.Response, wait));
    }

    private static CallerFeature Of(LoginOutcome outcome) => outcome switch
    {
        LoginOutcome.Accepted accepted => new CallerFeature(accepted.Caller, null),
        LoginOutcome.TooManyFailures barred => new CallerFeature(Caller.Anonymous, TooManyFailures(barred.RetryAfter)),
        _ => new CallerFeature(Caller.Anonymous, new CredentialsRefusal(StatusCodes.Status401Unauthorized, "Invalid username/password.")),
    };

    private static CredentialsRefusal TooManyFailures(TimeSpan wait) =>
        new(StatusCodes.Status429TooManyRequests, string.Create(CultureInfo.InvariantCulture, $"Too many failed logins; try again in {Math.Ceiling(wait.TotalSeconds)} seconds.")) { RetryAfter = wait };

    private static Task WriteAsync(HttpResponse response, TimeSpan wait)
    {
        if (response.StatusCode == StatusCodes.Status429TooManyRequests && response.Headers.RetryAfter.Count == 0)
            response.Headers.RetryAfter = string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(wait.TotalSeconds)}");
        return Task.CompletedTask;
    }
}
