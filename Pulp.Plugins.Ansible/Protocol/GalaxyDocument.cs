using System.Text.Json;

namespace Pulp.Plugins.Ansible.Protocol;

/// <summary>
/// Represents an answer that is yet to be written.
/// </summary>
/// <param name="Write">Writes it.</param>
/// <param name="IsProvisional">Whether more may be known the next time, so that it is not kept.</param>
internal sealed record GalaxyDocument(Action<Utf8JsonWriter> Write, bool IsProvisional = false);
