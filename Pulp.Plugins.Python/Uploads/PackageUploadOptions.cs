using System.Text.Json;

namespace Pulp.Plugins.Python.Uploads;

/// <summary>
/// Holds what clients may say of an uploaded package besides what its file says.
/// </summary>
/// <param name="Attestations">A list of attestations of the file (PEP 740).</param>
internal sealed record PackageUploadOptions(JsonElement? Attestations);
