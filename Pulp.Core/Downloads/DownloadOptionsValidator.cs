using System.Net;
using Microsoft.Extensions.Options;

namespace Pulp.Downloads;

internal sealed class DownloadOptionsValidator : IValidateOptions<DownloadOptions>
{
    public ValidateOptionsResult Validate(string? name, DownloadOptions options)
    {
        var errors = new ValidateOptionsResultBuilder();
        foreach (var network in options.Egress.AllowedNetworks.Concat(options.Egress.DeniedNetworks).Where(network => !IPNetwork.TryParse(network, out _)))
            errors.AddError($"'{network}' is not a network in CIDR notation such as 10.0.0.0/8.", nameof(DownloadOptions.Egress));
        foreach (var path in options.AllowedImportPaths.Where(path => !Path.IsPathFullyQualified(path)))
            errors.AddError($"'{path}' is not an absolute path.", nameof(DownloadOptions.AllowedImportPaths));
        Require(options.MaxRedirects >= 0, nameof(options.MaxRedirects), "must be at least 0");
        Require(options.RetryBaseDelay >= TimeSpan.Zero && options.RetryMaxDelay >= options.RetryBaseDelay, nameof(options.RetryMaxDelay), "must be at least RetryBaseDelay, and that at least 0");
        Require(options.RetryAfterCap >= TimeSpan.Zero && options.RetryAfterCap <= TimeSpan.FromDays(1), nameof(options.RetryAfterCap), "must lie between 0 and one day");
        Require(options.MaxDecodedBytes > 0, nameof(options.MaxDecodedBytes), "must be more than 0");
        Require(options.MaxDecodedRatio > 0, nameof(options.MaxDecodedRatio), "must be more than 0");
        Require(options.HandlerLifetime >= TimeSpan.FromSeconds(1), nameof(options.HandlerLifetime), "must be at least one second");
        Require(options.MaxConnectionPools > 0, nameof(options.MaxConnectionPools), "must be more than 0");
        return errors.Build();

        void Require(bool holds, string property, string rule)
        {
            if (!holds)
                errors.AddError(rule, property);
        }
    }
}
