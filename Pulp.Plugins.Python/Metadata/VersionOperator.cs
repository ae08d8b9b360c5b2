namespace Pulp.Plugins.Python.Metadata;

/// <summary>The comparison of a version specifier (PEP 440, "Version specifiers").</summary>
public enum VersionOperator
{
    /// <summary><c>==</c>, with a wildcard or without.</summary>
    Equal,

    /// <summary><c>!=</c>, with a wildcard or without.</summary>
    NotEqual,

    /// <summary><c>&lt;=</c>.</summary>
    LessOrEqual,

    /// <summary><c>&gt;=</c>.</summary>
    GreaterOrEqual,

    /// <summary><c>&lt;</c>.</summary>
    Less,

    /// <summary><c>&gt;</c>.</summary>
    Greater,

    /// <summary><c>~=</c>, "compatible release".</summary>
    Compatible,

    /// <summary><c>===</c>, equality of the texts.</summary>
    Arbitrary,
}
