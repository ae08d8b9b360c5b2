using Microsoft.AspNetCore.Http;
using Pulp.Resources;

namespace Pulp.AspNetCore.Api;

/// <summary>
/// Ends a request with an answer other than success.
/// </summary>
internal sealed class RequestRefusedException : PulpException
{
    public RequestRefusedException(ApiResult answer, string message)
        : base(message) => Answer = answer;

    public ApiResult Answer { get; }

    public static RequestRefusedException Detail(int statusCode, string detail) => new(ApiResult.Detail(statusCode, detail), detail);

    public static RequestRefusedException NotFound(string model) => Detail(StatusCodes.Status404NotFound, $"No {model} matches the given query.");

    public static RequestRefusedException Forbidden() =>
        Detail(StatusCodes.Status403Forbidden, "You do not have permission to perform this action.");

    public static RequestRefusedException Conflict(string detail) => Detail(StatusCodes.Status409Conflict, detail);

    public static RequestRefusedException Invalid(string field, string message)
    {
        var errors = new FieldErrors();
        errors.Add(field, message);
        return Invalid(errors);
    }

    public static RequestRefusedException Invalid(FieldErrors errors) => Invalid(errors.Messages);

    public static RequestRefusedException Invalid(IReadOnlyDictionary<string, IReadOnlyList<string>> errors) =>
        new(ErrorResponses.Invalid(errors), "The request is not valid.");
}
