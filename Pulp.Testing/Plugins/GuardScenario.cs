using Pulp.Resources;
using Pulp.Testing.Hosting;

namespace Pulp.Testing.Plugins;

/// <summary>
/// Tells <see cref="GuardSpecification{TScenario}"/> what a content guard lets pass.
/// </summary>
/// <remarks>The plugin needs no content of its own: what is guarded is a file of the sample plugin.</remarks>
public abstract class GuardScenario : PluginSubject
{
    /// <summary>Gets the path of the guards below the API.</summary>
    /// <value>By default that of the first type of guard that the plugin declares.</value>
    public virtual string Guards => ResourceTypes.FirstOrDefault(type => type.Kind == ResourceKind.ContentGuard)?.CollectionPath
        ?? throw new InvalidOperationException($"{GetType().Name}: the plugin declares no guard.");

    /// <summary>Gets the names of the headers the guard looks at.</summary>
    /// <value>By default <c>Authorization</c>. Nonsense is sent in each of them.</value>
    public virtual IReadOnlyList<string> Headers => ["Authorization"];

    /// <summary>Prepares the server before the first guard is made, for example makes users.</summary>
    /// <param name="client">Calls the API as administrator.</param>
    /// <returns>A task.</returns>
    public virtual Task PrepareAsync(RestClient client) => Task.CompletedTask;

    /// <summary>Describes a guard; the name is added by the specification.</summary>
    /// <returns>An object whose properties are REST fields.</returns>
    public abstract object DescribeGuard();

    /// <summary>Changes a request so that the guard lets it pass.</summary>
    /// <param name="request">A request for a file of a guarded distribution, its address included.</param>
    public abstract void Admit(HttpRequestMessage request);

    /// <summary>Gets ways to change a request so that the guard refuses it: a wrong key, one that has expired, one of somebody else.</summary>
    /// <returns>The ways, by name. That a request as it comes is refused need not be said.</returns>
    public abstract IReadOnlyDictionary<string, Action<HttpRequestMessage>> Refused();
}
