using Pulp.Plugins;
using Pulp.Stores;

namespace Pulp.ContentTypes;

/// <summary>
/// Makes at start the objects of units that were saved before their type declared any.
/// </summary>
internal sealed class ContentGrouping(IPulpDatabase database, PulpCatalog catalog) : IStartupStep
{
    public int Order => 12;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var type in catalog.ContentTypes.Where(type => type.MemberOf is not null))
        {
            await database.WriteAsync(
                async session =>
                {
                    await session.Contents.GroupAsync(type).ConfigureAwait(false);
                    return true;
                },
                cancellationToken).ConfigureAwait(false);
        }
    }
}
