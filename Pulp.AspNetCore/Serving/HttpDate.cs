using System.Globalization;
using Microsoft.Net.Http.Headers;

namespace Pulp.AspNetCore.Serving;

/// <summary>
/// Reads and writes dates as HTTP has them.
/// </summary>
internal static class HttpDate
{
    public static string Format(DateTimeOffset value) => value.ToUniversalTime().ToString("r", CultureInfo.InvariantCulture);

    public static bool TryParse(string text, out DateTimeOffset value) => HeaderUtilities.TryParseDate(text, out value);
}
