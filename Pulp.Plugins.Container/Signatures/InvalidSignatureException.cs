namespace Pulp.Plugins.Container.Signatures;

/// <summary>
/// Reports that bytes are no signature of a manifest.
/// </summary>
internal sealed class InvalidSignatureException(string message, Exception? innerException = null) : PulpException(message, innerException);
