using System.Globalization;

namespace Pulp.Data.Sql;

/// <summary>
/// The schema's steps, from the files <c>Schema/NNNN-name.sql</c> inside the assembly.
/// </summary>
internal static class SchemaScripts
{
    private const string Folder = ".Schema.";

    /// <summary>Gets the steps in the order of their numbers.</summary>
    public static IReadOnlyList<SchemaScript> All { get; } =
    [
        .. typeof(SchemaScripts).Assembly.GetManifestResourceNames()
            .Where(name => name.EndsWith(".sql", StringComparison.Ordinal))
            .Select(Read)
            .OrderBy(script => script.Number),
    ];

    private static SchemaScript Read(string resource)
    {
        var name = resource[(resource.IndexOf(Folder, StringComparison.Ordinal) + Folder.Length)..^".sql".Length];
        using var reader = new StreamReader(typeof(SchemaScripts).Assembly.GetManifestResourceStream(resource)!);
        return new SchemaScript(int.Parse(name.AsSpan(0, 4), CultureInfo.InvariantCulture), name[5..], reader.ReadToEnd());
    }
}
