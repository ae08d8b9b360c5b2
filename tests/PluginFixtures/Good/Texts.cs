using System.Globalization;
using System.Resources;

namespace Fixtures.Good;

// Texts in two languages, the second in an assembly of its own.
public static class Texts
{
    private static readonly ResourceManager Resources = new("Fixtures.Good.Texts", typeof(Texts).Assembly);

    public static string? Greeting(CultureInfo culture) => Resources.GetString("greeting", culture);
}
