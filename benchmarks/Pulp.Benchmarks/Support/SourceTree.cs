namespace Pulp.Benchmarks;

/// <summary>Where the source tree is, and the server built from it.</summary>
internal static class SourceTree
{
    public static string Root { get; } = Find();

    public static string ServerProject => Path.Combine(Root, "Pulp.Server");

    public static string ServerProgram => Path.Combine(ServerProject, "bin", "Release", "net10.0", "Pulp.Server.dll");

    private static string Find()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Pulp.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("Run the benchmarks from their source tree.");
        return folder;
    }
}
