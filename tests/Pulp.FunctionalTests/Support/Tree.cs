namespace Pulp.FunctionalTests.Support;

/// <summary>
/// Finds the source tree that the tests were built from.
/// </summary>
internal static class Tree
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Pulp.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("These tests read the sources: run them from a build inside the source tree.");
        return folder;
    }
}
