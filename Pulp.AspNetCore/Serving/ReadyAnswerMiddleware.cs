using Microsoft.AspNetCore.Http;
using Pulp.Serving;

namespace Pulp.AspNetCore.Serving;

/// <summary>
/// Answers from memory what was answered before and cannot have changed, before anything else looks at the request.
/// </summary>
/// <remarks>Only distributions without a guard get there, and only while everyone may read them.</remarks>
internal sealed class ReadyAnswerMiddleware
{
    private readonly RequestDelegate next;
    private readonly ReadyAnswers answers;

    public ReadyAnswerMiddleware(RequestDelegate next, ReadyAnswers answers)
    {
        this.next = next;
        this.answers = answers;
    }

    public Task InvokeAsync(HttpContext context) => ReadyRequests.TryOf(context, out var request) && answers.Find(request) is { } answer
        ? FileResponse.SendAsync(context, answer, fromCache: true)
        : next(context);
}
