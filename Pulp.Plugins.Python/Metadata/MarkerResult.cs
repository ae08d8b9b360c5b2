namespace Pulp.Plugins.Python.Metadata;

/// <summary>What is known of a marker in an environment that may be specified in part.</summary>
public enum MarkerResult
{
    /// <summary>The marker does not hold.</summary>
    False,

    /// <summary>The marker holds in some of the environments the given one stands for.</summary>
    Possible,

    /// <summary>The marker holds.</summary>
    True,
}
