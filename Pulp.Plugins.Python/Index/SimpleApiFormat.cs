namespace Pulp.Plugins.Python.Index;

/// <summary>A representation of the simple repository API (PEP 691, "Content-Types").</summary>
public enum SimpleApiFormat
{
    /// <summary><c>text/html</c>, the default.</summary>
    Html,

    /// <summary><c>application/vnd.pypi.simple.v1+html</c>: the same bytes.</summary>
    HtmlV1,

    /// <summary><c>application/vnd.pypi.simple.v1+json</c>.</summary>
    JsonV1,
}
