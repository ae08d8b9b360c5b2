using Pulp.Plugins.Python.Models;
using Pulp.Uploads;

namespace Extensions;

/// <summary>Refuses source distributions, which run code when they are installed.</summary>
public sealed class WheelsOnly : IUploadCheck
{
    /// <inheritdoc/>
    public ValueTask CheckAsync(UploadedContent upload, UploadContext context, CancellationToken cancellationToken) =>
        upload.Content is PythonPackage { Packagetype: not "bdist_wheel" } package
            ? throw new ContentRefusedException("file", $"{package.Filename} is no wheel; build one with: python -m build --wheel")
            : ValueTask.CompletedTask;
}
