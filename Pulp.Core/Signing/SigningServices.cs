using Microsoft.Extensions.Options;
using Pulp.Domains;
using Pulp.Queries;
using Pulp.Resources;
using Pulp.Stores;
using Pulp.Tasking;

namespace Pulp.Signing;

/// <summary>
/// Registers signing services, and takes them away again.
/// </summary>
public sealed class SigningServices
{
    private readonly IPulpDatabase database;
    private readonly ResourceChanges changes;
    private readonly SigningScripts scripts;
    private readonly IReadOnlyList<ISigningKind> kinds;
    private readonly PulpOptions options;

    /// <summary>Initializes the service.</summary>
    /// <param name="database">Where signing services are kept.</param>
    /// <param name="changes">Saves them.</param>
    /// <param name="scripts">Runs their scripts.</param>
    /// <param name="kinds">The kinds of signatures.</param>
    /// <param name="options">Where to work.</param>
    public SigningServices(IPulpDatabase database, ResourceChanges changes, SigningScripts scripts, IEnumerable<ISigningKind> kinds, IOptions<PulpOptions> options)
    {
        this.database = database;
        this.changes = changes;
        this.scripts = scripts;
        this.kinds = [.. kinds];
        this.options = options.Value;
    }

    /// <summary>Gets the names of the kinds of signatures there are.</summary>
    public IReadOnlyList<string> Kinds => [.. kinds.Select(kind => kind.Name)];

    /// <summary>Registers a service, after its script signed a test file and the signature was verified with the key.</summary>
    /// <param name="name">The name, which no other has.</param>
    /// <param name="script">The absolute path of the script.</param>
    /// <param name="publicKey">The public key, with ASCII armor.</param>
    /// <param name="kind">The kind of signatures it makes.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The service.</returns>
    /// <exception cref="SigningException">There is no such kind, the script cannot be used or does not sign with the key, or the name is taken.</exception>
    /// <exception cref="OpenPgpFormatException">The key is none.</exception>
    public async Task<SigningService> AddAsync(string name, string script, string publicKey, string kind = DetachedSigning.KindName, CancellationToken cancellationToken = default)
    {
        var known = kinds.FirstOrDefault(candidate => candidate.Name == kind)
            ?? throw new SigningException($"There is no kind of signing service '{kind}'; there are: {string.Join(", ", Kinds)}.");
        scripts.RequireUsable(script);
        var service = new SigningService { Name = name, Script = script, PublicKey = publicKey, PubkeyFingerprint = OpenPgpKey.Parse(publicKey).Fingerprint, Kind = kind };
        var id = Guid.NewGuid();
        try
        {
            await known.ProveAsync(service, WorkingDirectories.Create(options.WorkingFolder, id), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            WorkingDirectories.Remove(options.WorkingFolder, id);
        }

        return await changes.CreateAsync(service, ownerId: null, cancellationToken).ConfigureAwait(false) switch
        {
            ChangeOutcome.Done done => (SigningService)done.Resource,
            ChangeOutcome.Invalid invalid => throw new SigningException(string.Join(" ", invalid.Errors.SelectMany(field => field.Value.Select(message => $"{field.Key}: {message}")))),
            _ => throw new SigningException($"The signing service '{name}' could not be saved; try again."),
        };
    }

    /// <summary>Takes a service away. What refers to it has none then; what it signed stays.</summary>
    /// <param name="name">The name.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Whether there was one.</returns>
    public async Task<bool> RemoveAsync(string name, CancellationToken cancellationToken = default)
    {
        var service = await database.ReadAsync(session => session.Resources.FindAsync(ResourceKind.SigningService, Domain.DefaultId, name), cancellationToken).ConfigureAwait(false);
        return service is not null && await changes.DeleteAsync(service.Id, cancellationToken).ConfigureAwait(false) is ChangeOutcome.Done;
    }

    /// <summary>Gets all services in the order of their names.</summary>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The services.</returns>
    public async Task<IReadOnlyList<SigningService>> ListAsync(CancellationToken cancellationToken = default)
    {
        var query = new Query { OrderBy = [new Ordering("name", Descending: false)], Limit = int.MaxValue, WithCount = false };
        var page = await database.ReadAsync(session => session.Resources.QueryAsync(ResourceKind.SigningService, null, Domain.DefaultId, query), cancellationToken).ConfigureAwait(false);
        return [.. page.Items.Cast<SigningService>()];
    }
}
