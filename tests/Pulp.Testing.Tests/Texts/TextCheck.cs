using Pulp.ContentTypes;
using Pulp.Repositories;
using Pulp.Stores;

namespace Pulp.Testing.Tests.Texts;

/// <summary>Wants a service that nobody adds.</summary>
internal sealed class TextCheck(Version service) : IVersionCheck
{
    public ValueTask<IReadOnlyDictionary<int, string>> CheckAsync(IStoreSession session, Repository repository, RepositoryVersion current, IReadOnlyList<Content> units) =>
        new(new Dictionary<int, string> { [0] = service.ToString() });
}
