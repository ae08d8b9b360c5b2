using System.IO.Abstractions;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace Pulp.Signing;

/// <summary>
/// Runs the scripts of signing services: each is called with the path of a file, and prints a JSON object that names the files it made.
/// </summary>
/// <remarks>
/// A script runs in the directory of the file, with nothing on its standard input, and ends within <see cref="PulpOptions.SigningTimeLimit"/>.
/// Its environment is the server's without its settings, and <c>PULP_SIGNING_KEY_FINGERPRINT</c> and <c>CORRELATION_ID</c>.
/// </remarks>
public sealed class SigningScripts
{
    private readonly IFileSystem fileSystem;
    private readonly TimeProvider time;
    private readonly PulpOptions options;

    /// <summary>Initializes the runner.</summary>
    /// <param name="fileSystem">Where scripts and signatures are.</param>
    /// <param name="time">Limits how long a script runs.</param>
    /// <param name="options">The time limit.</param>
    public SigningScripts(IFileSystem fileSystem, TimeProvider time, IOptions<PulpOptions> options)
    {
        this.fileSystem = fileSystem;
        this.time = time;
        this.options = options.Value;
    }

    /// <summary>Lets a service sign a file.</summary>
    /// <param name="service">The service.</param>
    /// <param name="file">The absolute path of the file.</param>
    /// <param name="correlationId">The correlation id of the request that asks for it.</param>
    /// <param name="variables">Further variables of the script's environment; null for none.</param>
    /// <param name="cancellationToken">Ends the script.</param>
    /// <returns>What the script printed.</returns>
    /// <exception cref="SigningException">The script cannot be started, fails, takes too long or prints something else; the message says so with what it wrote to its standard error.</exception>
    public async Task<JsonElement> RunAsync(
        SigningService service, string file, string correlationId = "", IReadOnlyDictionary<string, string>? variables = null, CancellationToken cancellationToken = default)
    {
        RequireUsable(service.Script);
        using var limit = new CancellationTokenSource(options.SigningTimeLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        ProgramRun run;
        try
        {
            run = await ProgramRun.RunAsync(
                service.Script, [file], fileSystem.Path.GetDirectoryName(file)!,
                [new("PULP_SIGNING_KEY_FINGERPRINT", service.PubkeyFingerprint), new("CORRELATION_ID", correlationId), .. variables ?? new Dictionary<string, string>()],
                either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new SigningException($"The script of the signing service '{service.Name}' did not end within {options.SigningTimeLimit.TotalSeconds} seconds.");
        }

        if (run.ExitCode != 0)
            throw new SigningException($"The script of the signing service '{service.Name}' failed with exit code {run.ExitCode}{(run.Error.Length > 0 ? $": {run.Error}" : ".")}");
        return Parse(service, run.Output);
    }

    /// <summary>Reads a file that a script's answer names.</summary>
    /// <param name="service">The service.</param>
    /// <param name="answer">What the script printed.</param>
    /// <param name="name">The name under which the path stands there, for example <c>signature</c>.</param>
    /// <param name="folder">The directory that a relative path begins at.</param>
    /// <param name="maximumLength">How many bytes the file may have.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The absolute path and the bytes.</returns>
    /// <exception cref="SigningException">The answer does not name it, or it is not there, empty or too large.</exception>
    public async Task<(string Path, byte[] Bytes)> ReadAsync(
        SigningService service, JsonElement answer, string name, string folder, int maximumLength, CancellationToken cancellationToken = default)
    {
        if (!answer.TryGetProperty(name, out var stated) || stated.ValueKind != JsonValueKind.String || stated.GetString() is not { Length: > 0 } given)
            throw new SigningException($"The script of the signing service '{service.Name}' does not print '{name}', the path of a file it made.");
        try
        {
            var path = fileSystem.Path.GetFullPath(given, folder);
            var length = fileSystem.FileInfo.FromFileName(path).Length;
            if (length == 0 || length > maximumLength)
                throw new SigningException($"The file that the script of the signing service '{service.Name}' names as '{name}' has {length} bytes; it may have 1 to {maximumLength}.");
            return (path, await fileSystem.File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new SigningException($"The file that the script of the signing service '{service.Name}' names as '{name}' cannot be read.", exception);
        }
    }

    /// <summary>Requires that a script can be used.</summary>
    /// <param name="script">Its path.</param>
    /// <exception cref="SigningException">It is no absolute path of a program, or everyone on the machine could change it.</exception>
    public void RequireUsable(string script)
    {
        if (!fileSystem.Path.IsPathFullyQualified(script))
            throw new SigningException($"The path of the script '{script}' is not absolute.");
        if (!fileSystem.File.Exists(script))
            throw new SigningException($"There is no script '{script}'.");
        if (OperatingSystem.IsWindows())
            return;
        var mode = File.GetUnixFileMode(script);
        if ((mode & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) == UnixFileMode.None)
            throw new SigningException($"The script '{script}' is not executable.");
        if (mode.HasFlag(UnixFileMode.OtherWrite))
            throw new SigningException($"Everyone on this machine may write the script '{script}': take that right away.");
    }

    private static JsonElement Parse(SigningService service, string output)
    {
        try
        {
            using var document = JsonDocument.Parse(output);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            // Said below.
        }

        throw new SigningException($"The script of the signing service '{service.Name}' does not print a JSON object.");
    }
}
