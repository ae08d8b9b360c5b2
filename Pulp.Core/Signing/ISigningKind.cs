namespace Pulp.Signing;

/// <summary>
/// Represents a kind of signatures: what the scripts of its services are given and print. A plugin adds one with <see cref="Plugins.PluginBuilder.AddSigningKind{T}"/>.
/// </summary>
/// <remarks>Created once.</remarks>
public interface ISigningKind
{
    /// <summary>Gets the name: the plugin's label, a colon and Pulp's word for the kind, for example <c>core:AsciiArmoredDetachedSigningService</c>.</summary>
    string Name { get; }

    /// <summary>Lets a service sign something and verifies the signature with the service's key.</summary>
    /// <param name="service">The service, which is not saved yet.</param>
    /// <param name="folder">An empty directory for the test; the caller removes it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>A task.</returns>
    /// <exception cref="SigningException">The script fails, or what it makes is not a signature by the key.</exception>
    Task ProveAsync(SigningService service, string folder, CancellationToken cancellationToken);
}
