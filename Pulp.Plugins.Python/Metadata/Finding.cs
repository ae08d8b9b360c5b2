namespace Pulp.Plugins.Python.Metadata;

/// <summary>
/// Represents one broken rule that did not stop a lenient reader.
/// </summary>
/// <param name="Field">The field, file name or archive part that is wrong.</param>
/// <param name="Message">What is wrong, fit to be shown to users.</param>
public sealed record Finding(string Field, string Message);
