using System.Globalization;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Pulp.Testing.Upstream;

/// <summary>
/// Plays one <see cref="FakeAnswer"/>.
/// </summary>
internal static class FakeResponder
{
    public static async Task SendAsync(HttpContext context, FakeAnswer answer)
    {
        var gone = context.RequestAborted;
        if (answer.Gate is not null)
            await answer.Gate.WaitAsync(gone).ConfigureAwait(false);
        if (answer.Drop)
        {
            context.Abort();
            return;
        }

        if (answer.Raw is { } raw)
        {
            await SendRawAsync(context, raw).ConfigureAwait(false);
            return;
        }

        var body = Prepare(context, answer);
        if (HttpMethods.IsHead(context.Request.Method) || context.Response.StatusCode is 304 or 204)
            return;
        var end = Math.Min(answer.CutAfter ?? answer.StallAfter ?? body.Length, body.Length);
        await context.Response.StartAsync(gone).ConfigureAwait(false);
        if (answer is { PauseAfter: { } pause, PauseUntil: { } until })
        {
            var first = Math.Min(pause, end);
            await context.Response.BodyWriter.WriteAsync(body[..first], gone).ConfigureAwait(false);
            await until.WaitAsync(gone).ConfigureAwait(false);
            (body, end) = (body[first..], end - first);
        }

        await context.Response.BodyWriter.WriteAsync(body[..end], gone).ConfigureAwait(false);
        if (answer.StallAfter is not null)
            await Task.Delay(Timeout.InfiniteTimeSpan, gone).ConfigureAwait(false);
        if (answer.CutAfter is null)
            return;
        if (answer.CutWhen is not null)
            await answer.CutWhen.WaitAsync(gone).ConfigureAwait(false);
        await CloseAsync(context).ConfigureAwait(false);
    }

    private static ReadOnlyMemory<byte> Prepare(HttpContext context, FakeAnswer answer)
    {
        var (request, response, body) = (context.Request, context.Response, answer.Body);
        response.StatusCode = answer.Status;
        foreach (var (name, value) in answer.Headers)
            response.Headers.Append(name, value);
        response.Headers.ETag = answer.ETag;
        if (answer.ETag is not null && request.Headers.IfNoneMatch == answer.ETag)
        {
            response.StatusCode = 304;
            return default;
        }

        if (answer.FlipBitAt is { } position)
        {
            var changed = body.ToArray();
            changed[position] ^= 1;
            body = changed;
        }

        var rangeHolds = request.Headers.IfRange.Count == 0 || request.Headers.IfRange == answer.ETag;
        if (answer.SupportsRange && rangeHolds && request.Headers.Range.ToString() is { } range && range.StartsWith("bytes=", StringComparison.Ordinal) && range.EndsWith('-'))
        {
            var from = int.Parse(range.AsSpan(6, range.Length - 7), CultureInfo.InvariantCulture);
            response.StatusCode = 206;
            response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes {from}-{body.Length - 1}/{body.Length}");
            body = body[from..];
        }

        if (!answer.Chunked)
            response.ContentLength = answer.AnnouncedLength ?? body.Length;
        if (!body.IsEmpty)
            response.ContentType = answer.ContentType;
        return body;
    }

    private static async Task SendRawAsync(HttpContext context, ReadOnlyMemory<byte> raw)
    {
        var output = context.Features.GetRequiredFeature<IConnectionTransportFeature>().Transport.Output;
        await output.WriteAsync(raw).ConfigureAwait(false);
        await output.CompleteAsync().ConfigureAwait(false);
        await WaitForClientAsync(context).ConfigureAwait(false);
    }

    // Closes in order, after what was written is on its way; an abort could overtake the bytes.
    private static async Task CloseAsync(HttpContext context)
    {
        await context.Response.BodyWriter.FlushAsync().ConfigureAwait(false);
        await context.Features.GetRequiredFeature<IConnectionTransportFeature>().Transport.Output.CompleteAsync().ConfigureAwait(false);
        await WaitForClientAsync(context).ConfigureAwait(false);
    }

    private static async Task WaitForClientAsync(HttpContext context)
    {
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (context.RequestAborted.UnsafeRegister(_ => gone.TrySetResult(), null).ConfigureAwait(false))
            await gone.Task.ConfigureAwait(false);
    }
}
