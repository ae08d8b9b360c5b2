namespace Pulp.Server.Hosting;

/// <summary>
/// Knows what to type to run this program again, however it was started.
/// </summary>
internal static class ProgramName
{
    private const string Project = "Pulp.Server";

    public static string Current { get; } = Of(Environment.ProcessPath, AppContext.BaseDirectory, Environment.CurrentDirectory);

    /// <summary>Gets what to type.</summary>
    /// <param name="processPath">The file of the process.</param>
    /// <param name="baseDirectory">The folder of the program.</param>
    /// <param name="currentDirectory">Where it is typed.</param>
    public static string Of(string? processPath, string baseDirectory, string currentDirectory)
    {
        var name = Path.GetFileName(processPath);
        if (name is not null && name.EndsWith(".exe", StringComparison.OrdinalIgnoreCase))
            name = name[..^".exe".Length];
        if (string.Equals(name, "pulp", StringComparison.OrdinalIgnoreCase))
            return "pulp";
        if (ProjectFolder(baseDirectory) is { } project)
            return $"dotnet run --project {Quote(Shorten(project, currentDirectory))} --";
        return string.Equals(name, "dotnet", StringComparison.OrdinalIgnoreCase) || processPath is null
            ? $"dotnet {Quote(Path.Combine(baseDirectory, Project + ".dll"))}"
            : Quote(processPath);
    }

    /// <summary>Quotes a text for the shell where that is needed.</summary>
    /// <param name="text">The text.</param>
    public static string Quote(string text) =>
        text.All(character => char.IsAsciiLetterOrDigit(character) || "/\\:._-+=".Contains(character, StringComparison.Ordinal)) ? text : $"'{text}'";

    // The output of a build lies below its project: Pulp.Server/bin/Debug/net10.0/.
    private static string? ProjectFolder(string baseDirectory)
    {
        for (var folder = new DirectoryInfo(baseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, Project + ".csproj")))
                return folder.FullName;
        }

        return null;
    }

    private static string Shorten(string folder, string currentDirectory)
    {
        var relative = Path.GetRelativePath(currentDirectory, folder);
        return relative.StartsWith("..", StringComparison.Ordinal) ? folder : relative;
    }
}
