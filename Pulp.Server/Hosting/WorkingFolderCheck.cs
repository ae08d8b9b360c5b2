using Microsoft.Extensions.Options;
using Pulp.Server.Settings;

namespace Pulp.Server.Hosting;

/// <summary>
/// Makes a missing working folder, and refuses one in which tasks and uploads could not write.
/// </summary>
internal sealed class WorkingFolderCheck(IOptions<PulpOptions> options) : IStartupStep
{
    private const int NoSpace = 28;

    public int Order => 0;

    public Task RunAsync(CancellationToken cancellationToken)
    {
        var folder = options.Value.WorkingFolder;
        try
        {
            Prepare(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What is stored can be served beside a full disk, and room be made.
            if (exception.HResult != NoSpace)
                throw new InvalidSettingsException([$"{nameof(PulpOptions.WorkingFolder)}: '{folder}' cannot be used: {exception.Message} Name a folder this user may write to, or leave the setting out for one in the data folder."]);
        }

        return Task.CompletedTask;
    }

    private static void Prepare(string folder)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var probe = Path.Combine(folder, $".{Guid.NewGuid():N}");
        new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose).Dispose();
    }
}
