using System.Text.Json;
using Pulp.Serving;

namespace Pulp.Plugins.Ansible.Protocol;

/// <summary>
/// Represents what the Galaxy API answers, before it is written.
/// </summary>
/// <param name="Write">Writes it.</param>
/// <param name="Files">The unit whose files it was made of, as long as they are not all here: then more may be known once they are.</param>
/// <param name="IsOutdated">Tells whether something besides has changed since; null when nothing can.</param>
internal sealed record GalaxyDocument(Action<Utf8JsonWriter> Write, FilesAsOf? Files = null, Func<bool>? IsOutdated = null);
