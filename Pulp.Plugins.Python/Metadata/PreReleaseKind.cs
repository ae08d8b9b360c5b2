namespace Pulp.Plugins.Python.Metadata;

/// <summary>The phase of a pre-release (PEP 440, "Pre-releases"), in ascending order.</summary>
public enum PreReleaseKind
{
    /// <summary>The version has no pre-release segment.</summary>
    None,

    /// <summary>Written <c>a</c> or <c>alpha</c>.</summary>
    Alpha,

    /// <summary>Written <c>b</c> or <c>beta</c>.</summary>
    Beta,

    /// <summary>Written <c>rc</c>, <c>c</c>, <c>pre</c> or <c>preview</c>.</summary>
    ReleaseCandidate,
}
