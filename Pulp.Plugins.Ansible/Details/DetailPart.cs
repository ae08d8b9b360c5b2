namespace Pulp.Plugins.Ansible.Details;

/// <summary>
/// Names a part of a collection's details.
/// </summary>
internal enum DetailPart
{
    /// <summary>MANIFEST.json, byte by byte: what signatures sign.</summary>
    Manifest,

    /// <summary>FILES.json, byte by byte.</summary>
    Files,

    /// <summary>The list of modules, plugins, roles and playbooks.</summary>
    Contents,

    /// <summary>The documentation.</summary>
    DocsBlob,
}
