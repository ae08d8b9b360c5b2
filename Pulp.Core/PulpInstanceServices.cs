using Pulp.Publications;
using Pulp.Repositories;
using Pulp.Serving;
using Pulp.Storage;
using Pulp.Transfer;
using Pulp.Uploads;

namespace Pulp;

/// <summary>
/// Holds the services behind <see cref="PulpInstance"/>.
/// </summary>
internal sealed record PulpInstanceServices(
    RepositoryChanges Changes,
    VersionRetention Retention,
    ContentUploads Uploads,
    PublicationRunner Publications,
    OnDemandFiles OnDemand,
    IArtifactStorage Storage,
    FileExportChecks Exports,
    VersionExport Export,
    VersionImport Import);
