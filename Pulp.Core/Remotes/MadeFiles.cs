using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Pulp.Plugins;
using Pulp.Tasking;

namespace Pulp.Remotes;

/// <summary>
/// Has files made for remotes whose type makes them, each in a folder of its own.
/// </summary>
internal sealed class MadeFiles(PulpCatalog catalog, IServiceScopeFactory scopes, IOptions<PulpOptions> options)
{
    /// <summary>Gets whether the files of a remote are made, not downloaded.</summary>
    public bool Covers(Remote remote) => MakerOf(remote) is not null;

    /// <summary>Makes a file and has it read.</summary>
    /// <typeparam name="T">What is made of it.</typeparam>
    /// <param name="remote">The remote.</param>
    /// <param name="url">The file's address.</param>
    /// <param name="read">Reads the bytes.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="PulpException">The file cannot be made.</exception>
    public async Task<T> ReadAsync<T>(Remote remote, Uri url, Func<Stream, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        var scope = scopes.CreateAsyncScope();
        await using var disposingScope = scope.ConfigureAwait(false);
        var maker = (IRemoteFileMaker)scope.ServiceProvider.GetRequiredService(MakerOf(remote)!);
        var id = Guid.NewGuid();
        try
        {
            var made = await maker.MakeAsync(remote, url, WorkingDirectories.Create(options.Value.WorkingFolder, id), cancellationToken).ConfigureAwait(false);
            await using var closing = made.ConfigureAwait(false);
            return await read(made, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            WorkingDirectories.Remove(options.Value.WorkingFolder, id);
        }
    }

    private Type? MakerOf(Remote remote) => (catalog.ResourceTypeOf(remote) as RemoteType)?.FileMaker;
}
