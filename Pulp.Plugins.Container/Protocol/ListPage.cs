using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Pulp.Plugins.Container.Protocol;

/// <summary>
/// Represents the part of a list that a client asks for: <c>n</c> names after <c>last</c>.
/// </summary>
internal sealed record ListPage(int Count, string? After)
{
    private const int Maximum = 1000;
    private const int MaximumLength = 512;

    /// <summary>Reads the part from a request; more than is given at once is cut, and the rest announced.</summary>
    /// <exception cref="RegistryException">It is malformed.</exception>
    public static ListPage Of(HttpRequest request)
    {
        var last = request.Query["last"].ToString();
        if (last.Length > MaximumLength)
            throw new RegistryException(RegistryError.BadRequest, "'last' is no name.");
        var number = request.Query["n"].ToString();
        if (number.Length == 0)
            return new ListPage(Maximum, last.Length == 0 ? null : last);
        if (!number.All(char.IsAsciiDigit))
            throw new RegistryException(RegistryError.BadRequest, "'n' is no number of names.");
        var count = int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? Math.Min(parsed, Maximum) : Maximum;
        return new ListPage(count, last.Length == 0 ? null : last);
    }

    /// <summary>Gets the header that leads to the next part.</summary>
    public string LinkTo(string path, string last) =>
        string.Create(CultureInfo.InvariantCulture, $"<{path}?n={Count}&last={Uri.EscapeDataString(last)}>; rel=\"next\"");
}
