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

    /// <summary>The fragments of documentation that other collections may use; not known when there are none.</summary>
    Fragments,

    /// <summary>The names of the fragments of others that the documentation uses; not known when there are none.</summary>
    OtherFragments,
}
