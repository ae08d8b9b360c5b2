using System.Reflection;

namespace Pulp.Plugins.Loading;

// Turns whatever a plugin threw into one line for an operator.
internal static class LoadFailure
{
    private const int MaximumLength = 500;

    public static string Describe(Exception exception, string folder)
    {
        var text = exception switch
        {
            PluginException => exception.Message,
            ReflectionTypeLoadException { LoaderExceptions: [{ } first, ..] } => $"some of its types cannot be loaded: {first.Message}",
            TypeInitializationException { InnerException: TypeInitializationException inner } => Describe(inner, folder),
            TypeInitializationException { InnerException: { } inner } => $"its static constructor threw {Named(inner)}",
            _ => Named(exception),
        };
        return OneLine(text.Replace(folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal)
            .Replace(folder, Path.GetFileName(folder), StringComparison.Ordinal));
    }

    public static string OneLine(Exception exception) => OneLine(Named(exception));

    private static string OneLine(string text)
    {
        text = text.ReplaceLineEndings(" ").TrimEnd('.');
        return text.Length <= MaximumLength ? text : text[..MaximumLength] + "…";
    }

    private static string Named(Exception exception) => $"{exception.GetType().Name}: {exception.Message}";
}
