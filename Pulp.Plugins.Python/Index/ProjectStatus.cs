namespace Pulp.Plugins.Python.Index;

/// <summary>The status marker of a project (PEP 792).</summary>
public enum ProjectStatus
{
    /// <summary>The default.</summary>
    Active,

    /// <summary>No updates are expected; uploads are refused.</summary>
    Archived,

    /// <summary>Considered unsafe: no file is offered, uploads are refused.</summary>
    Quarantined,

    /// <summary>Obsolete, perhaps superseded; otherwise as active.</summary>
    Deprecated,
}
