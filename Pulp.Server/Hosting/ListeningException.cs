namespace Pulp.Server.Hosting;

internal sealed class ListeningException : PulpException
{
    public ListeningException(string urls, Exception cause)
        : base($"Urls: the server cannot listen on {urls}: {Reason(cause)}", cause)
    {
    }

    private static string Reason(Exception cause)
    {
        // Kestrel says in several lines how a developer makes a certificate.
        if (cause is InvalidOperationException)
            return "there is no certificate for HTTPS. Name one (docs/settings.md says how), or listen with http behind a reverse proxy.";
        var text = cause.GetBaseException().Message.TrimEnd('.');
        return $"{char.ToLowerInvariant(text[0])}{text[1..]}. Name another address with --urls.";
    }
}
