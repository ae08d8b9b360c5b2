namespace Pulp.Testing.Plugins;

/// <summary>
/// Names the kinds of objects with which <see cref="PermissionSpecification{TScenario}"/> tries roles.
/// </summary>
public enum MadeKind
{
    /// <summary>A repository.</summary>
    Repository,

    /// <summary>A remote.</summary>
    Remote,

    /// <summary>A distribution.</summary>
    Distribution,
}
