namespace Pulp.Resources;

/// <summary>
/// Names the family a resource type belongs to.
/// </summary>
public enum ResourceKind
{
    /// <summary>Where to fetch from.</summary>
    Remote,

    /// <summary>A named, versioned set of content.</summary>
    Repository,

    /// <summary>What is served under a base path.</summary>
    Distribution,

    /// <summary>Metadata generated from one repository version.</summary>
    Publication,

    /// <summary>Who may read through a distribution.</summary>
    ContentGuard,

    /// <summary>A plugin's own kind of object that is not content.</summary>
    Custom,

    /// <summary>A script of the administrator's that signs files.</summary>
    SigningService,

    /// <summary>What writes content to a place outside, again and again.</summary>
    Exporter,

    /// <summary>The record of what an exporter wrote once.</summary>
    Export,

    /// <summary>What takes on what other Pulps exported, again and again.</summary>
    Importer,

    /// <summary>The record of what an importer took on once.</summary>
    Import,
}
