namespace Pulp.Resources;

/// <summary>
/// Names what a reference field points to.
/// </summary>
public enum ReferenceTarget
{
    /// <summary>The field is no reference.</summary>
    None,

    /// <summary>A remote.</summary>
    Remote,

    /// <summary>A repository.</summary>
    Repository,

    /// <summary>A repository version.</summary>
    RepositoryVersion,

    /// <summary>A publication.</summary>
    Publication,

    /// <summary>A content guard.</summary>
    ContentGuard,

    /// <summary>A distribution.</summary>
    Distribution,

    /// <summary>A plugin's own resource.</summary>
    Custom,

    /// <summary>A content unit.</summary>
    Content,

    /// <summary>A signing service.</summary>
    SigningService,

    /// <summary>An exporter.</summary>
    Exporter,

    /// <summary>The record of an export.</summary>
    Export,

    /// <summary>An importer.</summary>
    Importer,
}
