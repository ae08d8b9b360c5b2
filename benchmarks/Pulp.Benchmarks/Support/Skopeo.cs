using System.Diagnostics;

namespace Pulp.Benchmarks;

/// <summary>Copies images with skopeo.</summary>
internal static class Skopeo
{
    /// <summary>Pushes an image and returns the seconds it took.</summary>
    /// <param name="image">The image.</param>
    /// <param name="registry">The registry.</param>
    /// <param name="name">The repository and the tag.</param>
    /// <param name="credentials">User name and password with a colon between; null for none.</param>
    public static async Task<double> PushAsync(OciImage image, Uri registry, string name, string? credentials)
    {
        var start = new ProcessStartInfo("skopeo") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[] { "copy", "--insecure-policy", "--dest-tls-verify=false", "--preserve-digests" })
            start.ArgumentList.Add(argument);
        if (credentials is not null)
        {
            start.ArgumentList.Add("--dest-creds");
            start.ArgumentList.Add(credentials);
        }

        start.ArgumentList.Add($"oci:{image.Folder}");
        start.ArgumentList.Add($"docker://{registry.Authority}/{name}");
        var started = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = await process.StandardError.ReadToEndAsync();
        await output;
        await process.WaitForExitAsync();
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return process.ExitCode == 0 ? seconds : throw new InvalidOperationException($"skopeo could not push to {registry}: {errors}");
    }
}
