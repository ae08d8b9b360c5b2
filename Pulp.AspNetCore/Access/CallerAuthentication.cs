using System.Text;
using Microsoft.AspNetCore.Http;
using Pulp.Access;

namespace Pulp.AspNetCore.Access;

/// <summary>
/// Finds out who sent a request: what the host added is asked first, then HTTP Basic with a password or an API token, or a token as <c>Bearer</c> or <c>Token</c>.
/// </summary>
/// <remarks>Decides nothing: a wrong login leaves the request anonymous with a note, and the route decides whether that matters.</remarks>
internal sealed class CallerAuthentication
{
    private const int MaximumHeader = 16 * 1024;
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private readonly RequestDelegate next;
    private readonly Logins logins;
    private readonly IRequestAuthentication[] added;

    public CallerAuthentication(RequestDelegate next, Logins logins, IEnumerable<IRequestAuthentication> added)
    {
        this.next = next;
        this.logins = logins;
        this.added = [.. added];
    }

    public Task InvokeAsync(HttpContext context)
    {
        return added.Length == 0 && context.Request.Headers.Authorization.Count == 0 ? next(context) : AuthenticateAsync();

        async Task AuthenticateAsync()
        {
            if (await AskAsync(context).ConfigureAwait(false) is { } outcome)
                CallerFeature.Note(context, outcome);
            await next(context).ConfigureAwait(false);
        }
    }

    private async ValueTask<LoginOutcome?> AskAsync(HttpContext context)
    {
        foreach (var authentication in added)
        {
            if (await authentication.AuthenticateAsync(context).ConfigureAwait(false) is { } outcome)
                return outcome;
        }

        return context.Request.Headers.Authorization.Count == 0 ? null : await LoginAsync(context).ConfigureAwait(false);
    }

    private ValueTask<LoginOutcome> LoginAsync(HttpContext context)
    {
        var values = context.Request.Headers.Authorization;
        var header = values.Count == 1 && values[0] is { Length: <= MaximumHeader } only ? only : "";
        var space = header.IndexOf(' ', StringComparison.Ordinal);
        if (space <= 0)
            return new(new LoginOutcome.Refused());
        var rest = header[(space + 1)..].Trim();
        return header[..space].ToUpperInvariant() switch
        {
            "BASIC" when Decode(rest) is var (username, password) =>
                logins.LoginAsync(username, password, context.Connection.RemoteIpAddress?.ToString() ?? "", context.RequestAborted),
            "BEARER" or "TOKEN" => logins.LoginAsync(rest, context.RequestAborted),
            _ => new(new LoginOutcome.Refused()),
        };
    }

    private static (string Username, string Password)? Decode(string base64)
    {
        var bytes = new byte[base64.Length];
        if (!Convert.TryFromBase64String(base64, bytes, out var length))
            return null;
        string text;
        try
        {
            text = StrictUtf8.GetString(bytes, 0, length);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }

        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 || text.Contains('\0') ? null : (text[..colon], text[(colon + 1)..]);
    }
}
