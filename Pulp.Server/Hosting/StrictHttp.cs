using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Pulp.Server.Hosting;

/// <summary>
/// Makes the server refuse what it would read one way and a proxy before it another: the room in which requests are smuggled (RFC 9112, section 11.2).
/// </summary>
internal static class StrictHttp
{
    private const string NoBareLineFeeds = "Microsoft.AspNetCore.Server.Kestrel.DisableHttp1LineFeedTerminators";

    /// <summary>Refuses lines that end without a carriage return, and lengths that are more than digits.</summary>
    /// <param name="kestrel">The options of a server that is not built yet.</param>
    public static void Configure(KestrelServerOptions kestrel)
    {
        AppContext.SetSwitch(NoBareLineFeeds, true);
        kestrel.RequestHeaderEncodingSelector = static name => name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase) ? Digits.Only : null;
    }

    /// <summary>Refuses transfer codings other than chunked, and a length beside one.</summary>
    /// <param name="app">The application, before anything answers.</param>
    public static void UseStrictHttp(this IApplicationBuilder app) => app.Use(static (context, next) =>
    {
        var headers = context.Request.Headers;
        if (headers.TransferEncoding.Count == 0 || (headers.TransferEncoding.ToString().Equals("chunked", StringComparison.OrdinalIgnoreCase) && !headers.ContainsKey("X-Content-Length")))
            return next(context);

        // Where both are given, Kestrel goes by the coding and moves the length there. What follows on the connection is not to be trusted.
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        context.Response.Headers.Connection = "close";
        return Task.CompletedTask;
    });

    // Kestrel reads a length with a parser that takes a sign, except where it is told the encoding of the header.
    private sealed class Digits : Encoding
    {
        public static Digits Only { get; } = new();

        public override int GetChars(ReadOnlySpan<byte> bytes, Span<char> chars)
        {
            for (var i = 0; i < bytes.Length; i++)
                chars[i] = char.IsAsciiDigit((char)bytes[i]) ? (char)bytes[i] : '?';
            return bytes.Length;
        }

        public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex) => GetChars(bytes.AsSpan(byteIndex, byteCount), chars.AsSpan(charIndex));

        public override int GetCharCount(byte[] bytes, int index, int count) => count;

        public override int GetCharCount(ReadOnlySpan<byte> bytes) => bytes.Length;

        public override int GetMaxCharCount(int byteCount) => byteCount;

        public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) => ASCII.GetBytes(chars, charIndex, charCount, bytes, byteIndex);

        public override int GetByteCount(char[] chars, int index, int count) => count;

        public override int GetMaxByteCount(int charCount) => charCount;
    }
}
