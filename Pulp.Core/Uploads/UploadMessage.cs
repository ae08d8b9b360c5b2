namespace Pulp.Uploads;

/// <summary>
/// Tells whoever uploads a file what was found in it.
/// </summary>
/// <param name="Level">How much it matters.</param>
/// <param name="Text">What was found and, unless it only informs, what to mend. Safe to show.</param>
/// <param name="Time">When (UTC).</param>
public sealed record UploadMessage(UploadMessageLevel Level, string Text, DateTimeOffset Time);
