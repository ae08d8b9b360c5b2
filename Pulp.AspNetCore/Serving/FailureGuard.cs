using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Pulp.Storage;
using Pulp.Stores;

namespace Pulp.AspNetCore.Serving;

/// <summary>
/// Answers what goes wrong while a request is served, as long as nothing was sent.
/// </summary>
internal sealed partial class FailureGuard
{
    private readonly ILogger<FailureGuard> logger;

    public FailureGuard(ILogger<FailureGuard> logger) => this.logger = logger;

    public async Task RunAsync(HttpContext context, Func<Task> serve)
    {
        try
        {
            await serve().ConfigureAwait(false);
        }
        catch (Exception exception) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            context.Response.Clear();
            await AnswerAsync(context, exception).ConfigureAwait(false);
        }
    }

    private Task AnswerAsync(HttpContext context, Exception exception)
    {
        switch (exception)
        {
            case BadHttpRequestException bad:
                return TextAnswer.WriteAsync(context, bad.StatusCode, bad.Message);
            case StorageException or StoreException:
                LogFailure(exception, context.Request.Method, context.Request.Path);
                return UnavailableAsync(context, ((PulpException)exception).IsTransient, exception.Message);
            case PulpException { IsTransient: true }:
                return UnavailableAsync(context, isTransient: true, reason: null);
            default:
                LogFailure(exception, context.Request.Method, context.Request.Path);
                return TextAnswer.WriteAsync(context, StatusCodes.Status500InternalServerError);
        }
    }

    private static Task UnavailableAsync(HttpContext context, bool isTransient, string? reason)
    {
        if (isTransient)
            context.Response.Headers.RetryAfter = "1";
        return TextAnswer.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, reason);
    }

    [LoggerMessage(EventId = 3100, Level = LogLevel.Error, Message = "{Method} {Path} failed")]
    private partial void LogFailure(Exception exception, string method, string path);
}
