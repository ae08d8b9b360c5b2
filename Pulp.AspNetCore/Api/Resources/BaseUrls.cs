using Pulp.Distributions;

namespace Pulp.AspNetCore.Api.Resources;

/// <summary>
/// Makes the address under which clients read a distribution.
/// </summary>
internal static class BaseUrls
{
    public static string Of(Distribution distribution, DistributionType type, PulpOptions options, string origin) => type.BaseUrl is { } template
        ? (template.Contains("{host}", StringComparison.Ordinal) ? template.Replace("{host}", HostOf(origin), StringComparison.Ordinal) : origin + template).Replace("{base_path}", distribution.BasePath, StringComparison.Ordinal)
        : $"{origin}{options.ContentPathPrefix}{distribution.BasePath}/";

    private static string HostOf(string origin) => origin[(origin.IndexOf("://", StringComparison.Ordinal) + 3)..];
}
