using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Pulp.AspNetCore.Access;
using Pulp.AspNetCore.Api.Json;
using Pulp.Digests;
using Pulp.Repositories;
using Pulp.Resources;
using Pulp.Plugins;
using Pulp.Storage;
using Pulp.Stores;
using Pulp.Uploads;

namespace Pulp.AspNetCore.Api;

/// <summary>
/// The one table from exceptions to answers of the REST API.
/// </summary>
internal static class ErrorResponses
{
    /// <summary>Gets the answer for an exception, or null when it is unexpected.</summary>
    public static ApiResult? Of(Exception exception) => exception switch
    {
        RequestRefusedException refused => refused.Answer,
        InvalidResourceException invalid => Invalid(invalid.Errors),
        RepositoryChangeException change => Invalid(change.Field, change.Message),
        ContentRefusedException refused => Invalid(refused.Field, refused.Message),
        UploadRefusedException { Reason: UploadRefusal.Busy } busy => ApiResult.Detail(StatusCodes.Status409Conflict, busy.Message),
        UploadRefusedException refused => Invalid(refused.Field, refused.Message),
        DigestMismatchException mismatch => Invalid(mismatch.Property, mismatch.Message),
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => ApiResult.Detail(StatusCodes.Status413PayloadTooLarge, "The request body is too large."),
        BadHttpRequestException bad => ApiResult.Detail(bad.StatusCode, bad.Message),
        ArtifactTooLargeException tooLarge => ApiResult.Detail(StatusCodes.Status413PayloadTooLarge, tooLarge.Message),
        StorageException { Reason: StorageFailureReason.NoSpace } full => ApiResult.Detail(StatusCodes.Status507InsufficientStorage, full.Message),
        StorageException or StoreException => Unavailable((PulpException)exception),
        _ => null,
    };

    private static ApiResult Unavailable(PulpException exception) => exception.IsTransient
        ? ApiResult.Detail(StatusCodes.Status503ServiceUnavailable, exception.Message, KeyValuePair.Create("Retry-After", "1"))
        : ApiResult.Detail(StatusCodes.Status503ServiceUnavailable, exception.Message);

    public static ApiResult Unexpected() =>
        ApiResult.Detail(StatusCodes.Status500InternalServerError, "The server failed; its log says why, under the Correlation-ID of this answer.");

    /// <summary>Gets the answer for a caller who must log in. Scripts of a browser are given a scheme that opens no dialog.</summary>
    public static ApiResult Unauthenticated(HttpRequest request, CredentialsRefusal? refusal)
    {
        if (refusal is { StatusCode: not StatusCodes.Status401Unauthorized })
            return ApiResult.Detail(refusal.StatusCode, refusal.Detail);
        var scheme = request.Headers.XRequestedWith == "XMLHttpRequest" ? "xBasic" : "Basic";
        return ApiResult.Detail(
            StatusCodes.Status401Unauthorized, refusal?.Detail ?? "Authentication credentials were not provided.", KeyValuePair.Create("WWW-Authenticate", $"{scheme} realm=\"api\""));
    }

    public static ApiResult MethodNotAllowed(string method) =>
        ApiResult.Detail(StatusCodes.Status405MethodNotAllowed, $"Method \"{method}\" not allowed.");

    public static ApiResult NotAcceptable() => ApiResult.Detail(StatusCodes.Status406NotAcceptable, "Could not satisfy the request Accept header.");

    public static ApiResult NotFound() => ApiResult.Detail(StatusCodes.Status404NotFound, "Not found.");

    /// <summary>Answers a path that a plugin would have which is not loaded.</summary>
    public static ApiResult NotLoaded(PluginStatus plugin) => ApiResult.Detail(StatusCodes.Status404NotFound, $"Not found. The plugin '{plugin.Label}' is not loaded: {plugin.Reason}.");

    /// <summary>Filters have a shape of their own: a list under <c>errors</c>.</summary>
    public static ApiResult InvalidFilters(IReadOnlyList<string> messages) => ApiResult.Json(StatusCodes.Status400BadRequest, writer =>
    {
        writer.WriteStartObject();
        writer.WritePropertyName("errors"u8);
        writer.WriteTexts(messages);
        writer.WriteEndObject();
    });

    public static ApiResult Invalid(IReadOnlyDictionary<string, IReadOnlyList<string>> errors) => ApiResult.Json(StatusCodes.Status400BadRequest, writer =>
    {
        writer.WriteStartObject();
        foreach (var (field, messages) in errors)
        {
            writer.WritePropertyName(field);
            writer.WriteTexts(messages);
        }

        writer.WriteEndObject();
    });

    private static ApiResult Invalid(string field, string message) =>
        Invalid(new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { [field] = [message] });
}
