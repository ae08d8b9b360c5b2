using System.Net;

namespace Pulp.Downloads;

/// <summary>
/// Sends one request and follows its redirects, with the checks each hop needs.
/// </summary>
internal sealed class UpstreamExchange(UpstreamConnection connection, UpstreamServices services, string? tokenScope) : IDisposable
{
    private readonly HttpClient?[] clients = new HttpClient?[Enum.GetValues<UpstreamRole>().Length];
    private readonly Uri baseUrl = connection.Settings.BaseUrl;
    private volatile bool disposed;

    /// <summary>Gets the first answer that is no redirect, and the URL that gave it.</summary>
    public async Task<(HttpResponseMessage Response, Uri Url)> SendAsync(UpstreamRequest request, TransferDeadline deadline)
    {
        var hop = FirstHop(request);
        if (hop.Url.IsFile && baseUrl.IsFile)
            return (services.Files.Send(request), hop.Url);
        HashSet<Uri>? visited = null;
        while (true)
        {
            var response = await SendHopAsync(request, hop, deadline).ConfigureAwait(false);
            if (!IsRedirect(response.StatusCode))
                return (response, hop.Url);
            Uri next;
            using (response)
                next = Target(request, hop, response);
            visited ??= [hop.Url];
            if (!visited.Add(next))
                throw new DownloadException(DownloadFailureReason.TooManyRedirects, request.Uri, "upstream redirects in a loop.");
            if (visited.Count - 1 > services.Options.MaxRedirects)
                throw new DownloadException(DownloadFailureReason.TooManyRedirects, request.Uri, $"upstream redirects more than {services.Options.MaxRedirects} times.");
            hop = hop.To(next);
            await PauseAsync(request, next, deadline.Token).ConfigureAwait(false);
        }
    }

    /// <summary>Waits until the host may be asked; fails when that takes longer than the request has patience for.</summary>
    public async ValueTask PauseAsync(UpstreamRequest request, Uri url, CancellationToken cancellationToken)
    {
        var rate = connection.Settings.RateLimit ?? 0;
        if (await services.Limiter.AcquireAsync(url.Authority, rate, request.Patience, cancellationToken).ConfigureAwait(false) is { } pause)
            throw new DownloadException(DownloadFailureReason.RateLimited, url, $"upstream or the rate limit asks for a pause of {Math.Ceiling(pause.TotalSeconds)} seconds.") { RetryAfter = pause };
    }

    public void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(disposed, typeof(UpstreamClient));

    public void Dispose()
    {
        disposed = true;
        foreach (var client in clients)
            client?.Dispose();
    }

    private Hop FirstHop(UpstreamRequest request)
    {
        var atBase = IsSameOrigin(request.Uri, baseUrl);
        return new Hop(SafeUrl.WithoutUserInfo(request.Uri), IsNamed: !request.LinkFromData, MayCarrySecrets: atBase || !request.LinkFromData);
    }

    private async Task<HttpResponseMessage> SendHopAsync(UpstreamRequest request, Hop hop, TransferDeadline deadline)
    {
        var atBase = IsSameOrigin(hop.Url, baseUrl) && hop.MayCarrySecrets;
        var role = atBase ? UpstreamRole.Base : hop.IsNamed ? UpstreamRole.Named : UpstreamRole.Linked;
        CheckTarget(hop.Url, role);
        var takesTokens = atBase && request.Authorization is null;
        var exchange = takesTokens && connection.Settings.TokenLogin is { ExchangeUrl: { } exchangeUrl } ? new TokenChallenge(exchangeUrl, null, null) : null;
        var token = exchange is not null
            ? await connection.Tokens.GetAsync(exchange, rejected: null, services.Time, asked => AskForTokenAsync(asked, deadline), deadline.Token).ConfigureAwait(false)
            : takesTokens ? connection.Tokens.Current(services.Time.GetUtcNow()) : null;
        var response = await SendOnceAsync(request, hop, role, token, deadline).ConfigureAwait(false);
        if (!takesTokens || response.StatusCode != HttpStatusCode.Unauthorized || (exchange ?? TokenChallenge.Find(response.Headers)) is not { } challenge)
            return response;
        response.Dispose();
        if (string.IsNullOrEmpty(challenge.Scope))
            challenge = challenge with { Scope = tokenScope };

        // A token that was kept may have been called back before its end; a fresh one that is refused will not be taken the next time either.
        for (var isFresh = false; ;)
        {
            token = await connection.Tokens.GetAsync(challenge, token, services.Time, AskAsync, deadline.Token).ConfigureAwait(false);
            response = await SendOnceAsync(request, hop, role, token, deadline).ConfigureAwait(false);
            if (isFresh || response.StatusCode != HttpStatusCode.Unauthorized)
                return response;
            response.Dispose();

            Task<UpstreamToken> AskAsync(TokenChallenge asked)
            {
                isFresh = true;
                return AskForTokenAsync(asked, deadline);
            }
        }
    }

    private async Task<HttpResponseMessage> SendOnceAsync(UpstreamRequest request, Hop hop, UpstreamRole role, UpstreamToken? token, TransferDeadline deadline)
    {
        using var message = UpstreamMessage.Create(request, hop, services.Options);
        UpstreamMessage.AddSecrets(message, request, hop.MayCarrySecrets, role == UpstreamRole.Base ? connection : null, token);
        message.Options.Set(EgressConnector.DeadlineKey, deadline);
        deadline.BeginWait();
        try
        {
            return await ClientOf(role).SendAsync(message, HttpCompletionOption.ResponseHeadersRead, deadline.Token).ConfigureAwait(false);
        }
        finally
        {
            deadline.EndWait();
        }
    }

    private Task<UpstreamToken> AskForTokenAsync(TokenChallenge challenge, TransferDeadline deadline) =>
        connection.Settings.TokenLogin is { ExchangeUrl: not null } login ? ExchangeAsync(login, deadline) : AskByLoginAsync(challenge, deadline);

    private async Task<UpstreamToken> ExchangeAsync(TokenLogin login, TransferDeadline deadline)
    {
        var request = new UpstreamRequest
        {
            Uri = login.ExchangeUrl!,
            Method = HttpMethod.Post,
            Accept = "application/json",
            Authorization = "",
            ContentType = "application/x-www-form-urlencoded",
            Content = login.ExchangeForm(),
        };
        try
        {
            return await ReadTokenAsync(request, deadline).ConfigureAwait(false);
        }
        catch (DownloadException refused) when (refused.StatusCode is { } status && (int)status is >= 300 and < 500 and not (408 or 429))
        {
            throw new DownloadException(DownloadFailureReason.Unauthorized, request.Uri, $"the token was refused with {(int)status}: it may have expired; set a new token, and check auth_url.", refused) { StatusCode = HttpStatusCode.Unauthorized };
        }
    }

    // Whoever can answer for upstream names the realm, so the login goes only to upstream's own origin and to the one the remote names.
    private async Task<UpstreamToken> AskByLoginAsync(TokenChallenge challenge, TransferDeadline deadline)
    {
        var realm = challenge.Realm;
        if (baseUrl.Scheme == "https" && realm.Scheme != "https")
            throw new DownloadException(DownloadFailureReason.Unauthorized, realm, "upstream names a token server that is not reached by https.");
        var isNamed = connection.Settings.TokenServer is { Scheme: "https" } named && IsSameOrigin(named, realm);
        var login = isNamed || IsSameOrigin(baseUrl, realm) ? connection.BasicAuthorization : null;
        return await ReadTokenAsync(new UpstreamRequest { Uri = challenge.Address, Accept = "application/json", Authorization = login ?? "", LinkFromData = !isNamed }, deadline).ConfigureAwait(false);
    }

    private async Task<UpstreamToken> ReadTokenAsync(UpstreamRequest request, TransferDeadline deadline)
    {
        var (answer, url) = await SendAsync(request, deadline).ConfigureAwait(false);
        using (answer)
        {
            UpstreamMessage.CheckFraming(answer, url);
            if (!answer.IsSuccessStatusCode)
                throw UpstreamFailures.FromStatus(answer.StatusCode, url);
            var bytes = new byte[UpstreamToken.MaximumSize];
            var body = await answer.Content.ReadAsStreamAsync(deadline.Token).ConfigureAwait(false);
            var length = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, deadline.Token).ConfigureAwait(false);
            return UpstreamToken.Read(bytes.AsMemory(0, length), services.Time.GetUtcNow())
                ?? throw new DownloadException(DownloadFailureReason.Unauthorized, url, "the token server's answer holds no token.");
        }
    }

    private void CheckTarget(Uri url, UpstreamRole role)
    {
        if (url.Scheme is not ("http" or "https"))
            throw new DownloadException(DownloadFailureReason.Egress, url, $"the scheme '{url.Scheme}' may not be used here.");
        var refusal = EgressPolicy.RefusalOfName(url.IdnHost);
        // Behind a proxy no address is seen at connect time, so that what the URL itself says is checked now.
        if (refusal is null && connection.IsProxied && EgressPolicy.LiteralAddress(url.IdnHost) is { } address)
            refusal = services.Policy.Refusal(address, role == UpstreamRole.Named || connection.Zone.IsPrivate);
        if (refusal is not null)
            throw new DownloadException(DownloadFailureReason.Egress, url, $"host {url.IdnHost} may not be contacted: {refusal}.");
    }

    private static Uri Target(UpstreamRequest request, Hop hop, HttpResponseMessage response)
    {
        if (!response.Headers.NonValidated.TryGetValues("Location", out var location) || !Uri.TryCreate(hop.Url, location.ToString(), out var next))
            throw new DownloadException(DownloadFailureReason.Protocol, hop.Url, "upstream redirects without a usable Location.") { StatusCode = response.StatusCode };
        next = SafeUrl.WithoutUserInfo(next);
        if (hop.Url.Scheme == "https" && next.Scheme == "http")
            throw new DownloadException(DownloadFailureReason.InsecureRedirect, hop.Url, $"upstream redirects from https to {SafeUrl.Of(next)}.") { StatusCode = response.StatusCode };
        // A body may hold a secret, and what is no GET may not turn into one.
        var repeatable = request.Method == HttpMethod.Get || request.Method == HttpMethod.Head
            || (response.StatusCode is HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect && IsSameOrigin(hop.Url, next));
        if (!repeatable)
            throw new DownloadException(DownloadFailureReason.Protocol, hop.Url, $"upstream redirects a {request.Method} request to {SafeUrl.Of(next)}; name that URL instead.") { StatusCode = response.StatusCode };
        return next;
    }

    private HttpClient ClientOf(UpstreamRole role)
    {
        if (Volatile.Read(ref clients[(int)role]) is { } client)
            return client;
        client = services.Connections.Open(connection, role, services.HttpClients);
        return Interlocked.CompareExchange(ref clients[(int)role], client, null) ?? client;
    }

    private static bool IsRedirect(HttpStatusCode status) => (int)status is 301 or 302 or 303 or 307 or 308;

    internal static bool IsSameOrigin(Uri a, Uri b) =>
        a.Scheme == b.Scheme && a.Port == b.Port && string.Equals(a.IdnHost, b.IdnHost, StringComparison.OrdinalIgnoreCase);

    /// <summary>One step on the way to the answer. What it may carry is never regained once lost, not even back at the first origin.</summary>
    internal readonly record struct Hop(Uri Url, bool IsNamed, bool MayCarrySecrets)
    {
        public Hop To(Uri next) => new(next, IsNamed && string.Equals(next.IdnHost, Url.IdnHost, StringComparison.OrdinalIgnoreCase), MayCarrySecrets && IsSameOrigin(Url, next));
    }
}
