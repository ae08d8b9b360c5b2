namespace Pulp.Plugins.Python.Index;

/// <summary>
/// Represents one digest of a file as an index states it.
/// </summary>
/// <param name="Algorithm">The algorithm's name in lower case, as Python's <c>hashlib</c> has it, such as <c>sha256</c>.</param>
/// <param name="Value">The digest in hexadecimal.</param>
public readonly record struct IndexHash(string Algorithm, string Value);
