using System.Net;
using Microsoft.Extensions.Logging;
using Pulp.Archives;

namespace Pulp.Downloads;

/// <summary>
/// Fetches from the upstream of one remote: retries, limits, redirects, credentials and checks included.
/// </summary>
/// <remarks>
/// Safe to use concurrently. Created by <see cref="IUpstreamClientFactory"/> and disposed by its creator; disposing cancels what
/// has not answered yet. Connections are shared with all clients of equal settings.
/// </remarks>
public sealed partial class UpstreamClient : IDisposable
{
    private const int CopyBuffer = 81920;
    private readonly UpstreamConnection connection;
    private readonly UpstreamServices services;
    private readonly UpstreamExchange exchange;
    private readonly SemaphoreSlim places;
    private readonly int maxRetries;

    internal UpstreamClient(UpstreamConnection connection, UpstreamServices services, string? tokenScope)
    {
        this.connection = connection;
        this.services = services;
        exchange = new UpstreamExchange(connection, services, tokenScope);
        places = new SemaphoreSlim(connection.Settings.DownloadConcurrency ?? 10);
        maxRetries = connection.Settings.MaxRetries ?? 3;
    }

    /// <summary>
    /// Sends a request and returns once the headers of the answer are here.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Cancels the request and the reading of the body.</param>
    /// <returns>The answer, whatever its status, except the statuses that are retried. The caller disposes it.</returns>
    /// <remarks>Whatever the method, it is repeated after 408, 429, 5xx, timeouts and lost connections. A body that breaks off later is not: use <see cref="ReceiveAsync"/> for that.</remarks>
    /// <exception cref="DownloadException">No usable answer after all tries.</exception>
    public Task<UpstreamResponse> SendAsync(UpstreamRequest request, CancellationToken cancellationToken = default) =>
        RetryAsync(request, () => TryOnceAsync(request, cancellationToken), cancellationToken);

    /// <summary>
    /// Sends a request and has the answer received, repeating both when the transfer fails or the bytes are wrong.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="receive">
    /// Reads the answer; called once per try, each time from the first byte, so that it must drop what an earlier call received.
    /// Throwing <see cref="Digests.DigestMismatchException"/> asks for another try.
    /// </param>
    /// <param name="cancellationToken">Cancels the transfer.</param>
    /// <typeparam name="T">What is made of the answer.</typeparam>
    /// <returns>What <paramref name="receive"/> returned. The response is disposed by then.</returns>
    /// <exception cref="DownloadException">No try succeeded.</exception>
    /// <exception cref="Digests.DigestMismatchException">The last try's bytes were wrong.</exception>
    public Task<T> ReceiveAsync<T>(UpstreamRequest request, Func<UpstreamResponse, CancellationToken, Task<T>> receive, CancellationToken cancellationToken = default) =>
        RetryAsync(
            request,
            async () =>
            {
                var response = await TryOnceAsync(request, cancellationToken).ConfigureAwait(false);
                await using (response.ConfigureAwait(false))
                    return await receive(response, cancellationToken).ConfigureAwait(false);
            },
            cancellationToken);

    /// <summary>
    /// Downloads a file into a stream.
    /// </summary>
    /// <param name="request">What to download; a stated size is enforced.</param>
    /// <param name="openSink">Opens the stream to write to; called once per try, disposed after it. A later call replaces what an earlier one was given.</param>
    /// <param name="cancellationToken">Cancels the download.</param>
    /// <returns>The number of bytes written to the last stream opened.</returns>
    /// <exception cref="DownloadException">No try succeeded, or upstream answered with a status that is no success.</exception>
    public Task<long> DownloadAsync(DownloadRequest request, Func<CancellationToken, ValueTask<Stream>> openSink, CancellationToken cancellationToken = default) =>
        ReceiveAsync(
            request,
            async (response, token) =>
            {
                response.EnsureSuccess();
                var sink = await openSink(token).ConfigureAwait(false);
                await using (sink.ConfigureAwait(false))
                    await response.Body.CopyToAsync(sink, CopyBuffer, token).ConfigureAwait(false);
                return response.BytesReceived;
            },
            cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => exchange.Dispose();

    private async Task<T> RetryAsync<T>(UpstreamRequest request, Func<Task<T>> attempt, CancellationToken cancellationToken)
    {
        if (!request.Uri.IsAbsoluteUri)
            throw new ArgumentException($"The URL '{request.Uri}' is not absolute.", nameof(request));
        for (var tries = 1; ; tries++)
        {
            TimeSpan pause;
            try
            {
                return await attempt().ConfigureAwait(false);
            }
            catch (Exception e) when (tries <= maxRetries && RetryPolicy.ShouldRetry(e) && !cancellationToken.IsCancellationRequested)
            {
                pause = services.Retry.PauseAfter(tries, e);
                if (pause > request.Patience)
                    throw;
                LogRetry(services.Logger, e.Message, pause.TotalSeconds, tries, maxRetries);
            }

            await Task.Delay(pause, services.Time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<UpstreamResponse> TryOnceAsync(UpstreamRequest request, CancellationToken cancellationToken)
    {
        exchange.ThrowIfDisposed();
        await places.WaitAsync(cancellationToken).ConfigureAwait(false);
        TransferDeadline? deadline = null;
        HttpResponseMessage? answer = null;
        try
        {
            await exchange.PauseAsync(request, request.Uri, cancellationToken).ConfigureAwait(false);
            deadline = new TransferDeadline(services.Time, connection.Timeouts, cancellationToken);
            Uri url;
            (answer, url) = await ExchangeAsync(request, deadline, cancellationToken).ConfigureAwait(false);
            if (UpstreamExchange.IsSameOrigin(url, connection.Settings.BaseUrl))
                services.Allowances.Observe(connection.Settings, answer, services.Time.GetUtcNow());
            var retryAfter = answer.Headers.NonValidated.TryGetValues("Retry-After", out var value)
                ? RetryAfter.Parse(value.ToString(), services.Time.GetUtcNow(), services.Options.RetryAfterCap)
                : null;
            CheckAnswer(request, answer, url, retryAfter);
            var body = await OpenBodyAsync(request, answer, url, deadline, cancellationToken).ConfigureAwait(false);
            var (message, held) = (answer, deadline);
            answer = null;
            deadline = null;
            return new UpstreamResponse(message, url, body, retryAfter, () => Release(held));
        }
        catch
        {
            answer?.Dispose();
            Release(deadline);
            throw;
        }
    }

    private async Task<(HttpResponseMessage Answer, Uri Url)> ExchangeAsync(UpstreamRequest request, TransferDeadline deadline, CancellationToken cancellationToken)
    {
        try
        {
            return await exchange.SendAsync(request, deadline).ConfigureAwait(false);
        }
        catch (Exception e) when (UpstreamFailures.IsUpstreams(e))
        {
            cancellationToken.ThrowIfCancellationRequested();
            exchange.ThrowIfDisposed();
            throw UpstreamFailures.From(e, request.Uri, deadline);
        }
    }

    private void CheckAnswer(UpstreamRequest request, HttpResponseMessage answer, Uri url, TimeSpan? retryAfter)
    {
        UpstreamMessage.CheckFraming(answer, url);
        var status = answer.StatusCode;
        if (status is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable && retryAfter is { } pause)
            services.Limiter.Block(url.Authority, pause);
        // 501 and 505 are answers about the request, not about upstream's health.
        if (status is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout or HttpStatusCode.ProxyAuthenticationRequired
            || ((int)status >= 500 && status is not (HttpStatusCode.NotImplemented or HttpStatusCode.HttpVersionNotSupported)))
            throw UpstreamFailures.FromStatus(status, url, retryAfter);
        var asked = request.RangeFrom is { } from && answer.Content.Headers.ContentRange is { Unit: "bytes" } range && range.From == from;
        if (status == HttpStatusCode.PartialContent && !asked)
            throw new DownloadException(DownloadFailureReason.Protocol, url, "upstream answered with another range than asked for.") { StatusCode = status };
    }

    private async Task<UpstreamBody> OpenBodyAsync(UpstreamRequest request, HttpResponseMessage answer, Uri url, TransferDeadline deadline, CancellationToken cancellationToken)
    {
        var decode = UpstreamEncoding.MustDecode(request, answer, url);
        var skipped = answer.StatusCode == HttpStatusCode.PartialContent ? request.RangeFrom : 0;
        var expected = answer.IsSuccessStatusCode && request.Method == HttpMethod.Get ? (request as DownloadRequest)?.ExpectedSize - skipped : null;
        if (!decode && expected is { } size && answer.Content.Headers.ContentLength is { } stated && stated != size)
            throw UpstreamBody.SizeMismatch(url, size, $"upstream announces {stated}");
        var raw = await answer.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var limits = new GzipLimits { MaxBytes = services.Options.MaxDecodedBytes, MaxRatio = services.Options.MaxDecodedRatio };
        return new UpstreamBody(decode ? new VerifiedGzipStream(raw, limits) : raw, url, deadline, expected, cancellationToken);
    }

    private void Release(TransferDeadline? deadline)
    {
        deadline?.Dispose();
        places.Release();
    }

    [LoggerMessage(EventId = 2101, Level = LogLevel.Warning, Message = "{Problem} Trying again in {Seconds:0.0} s (try {Try} of {Retries} repetitions)")]
    private static partial void LogRetry(ILogger logger, string problem, double seconds, int @try, int retries);
}
