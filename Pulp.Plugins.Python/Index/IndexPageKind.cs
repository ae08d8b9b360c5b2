namespace Pulp.Plugins.Python.Index;

/// <summary>The serialization of an index page.</summary>
internal enum IndexPageKind
{
    Html,
    Json,
}
