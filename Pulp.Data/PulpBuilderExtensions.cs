namespace Pulp.Data;

/// <summary>
/// Adds databases to a Pulp.
/// </summary>
public static class PulpBuilderExtensions
{
    /// <summary>Keeps everything in one folder: an SQLite database, the bytes, and the key for secrets.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="folder">The folder; made when it is missing, readable by its owner alone.</param>
    /// <returns>The builder.</returns>
    /// <remarks>
    /// <code>
    /// folder/
    ///   pulp.db          the database
    ///   encryption-key   the key for secrets at rest
    ///   storage/         the bytes of artifacts
    /// </code>
    /// </remarks>
    public static PulpBuilder UseFolder(this PulpBuilder builder, string folder)
    {
        var full = Path.GetFullPath(folder);
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(full);
        else
            Directory.CreateDirectory(full, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return builder
            .UseSqlite(Path.Combine(full, "pulp.db"))
            .UseEncryptionKeyFile(Path.Combine(full, "encryption-key"))
            .UseFileSystemStorage(Path.Combine(full, "storage"));
    }

    /// <summary>Keeps everything but the bytes in an SQLite database.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="path">The database's file; made when it is missing.</param>
    /// <returns>The builder.</returns>
    public static PulpBuilder UseSqlite(this PulpBuilder builder, string path)
    {
        builder.Services.AddPulpSqlite(options => options.DatabasePath = path);
        return builder;
    }
}
