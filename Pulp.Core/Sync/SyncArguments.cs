using System.Text.Json;
using Pulp.Documents;

namespace Pulp.Sync;

/// <summary>
/// Represents what a sync was asked for.
/// </summary>
/// <param name="RepositoryId">The repository.</param>
/// <param name="RemoteId">The remote; null means the repository's own.</param>
/// <param name="Mirror">Whether units that upstream does not have are removed.</param>
/// <param name="Options">Further options of the repository's type, as a JSON object.</param>
public sealed record SyncArguments(Guid RepositoryId, Guid? RemoteId = null, bool Mirror = false, JsonElement? Options = null)
{
    internal object ReadOptions(Type type) => Options is { } given
        ? given.Deserialize(type, DocumentJson.Options)!
        : Activator.CreateInstance(type)!;
}
