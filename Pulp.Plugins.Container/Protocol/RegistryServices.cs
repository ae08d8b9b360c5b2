using Pulp.Access;
using Pulp.Plugins.Container.PullThrough;
using Pulp.Plugins.Container.Pushing;
using Pulp.Plugins.Container.Registry;
using Pulp.Plugins.Container.Signatures;
using Pulp.Plugins.Container.Tokens;
using Pulp.Stores;

namespace Pulp.Plugins.Container.Protocol;

/// <summary>
/// Holds what the endpoints work with.
/// </summary>
internal sealed record RegistryServices(
    IPulpDatabase Database,
    TimeProvider Time,
    ResourceNames Names,
    RegistryContent Content,
    RegistryTokens Tokens,
    UploadSessions Uploads,
    BlobPushes Blobs,
    ManifestPushes Manifests,
    PushTargets Targets,
    Removals Removals,
    ManifestSignatures Signatures,
    Governors Governors,
    PullThroughCaches Caches,
    UpstreamImages Upstream);
