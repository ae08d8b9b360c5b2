using System.Text.Json;

namespace Pulp.Plugins.Ansible.Protocol;

/// <summary>
/// Represents what <c>ansible/copy/</c> takes.
/// </summary>
/// <param name="Config">A list of objects, each a copy: <c>source_repo_version</c>, <c>dest_repo</c>, and perhaps <c>dest_base_version</c> and <c>content</c>.</param>
internal sealed record Copy(JsonElement Config);
