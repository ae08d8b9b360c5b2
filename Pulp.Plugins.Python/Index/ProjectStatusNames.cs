namespace Pulp.Plugins.Python.Index;

/// <summary>The names of project status markers on the wire (PEP 792).</summary>
public static class ProjectStatusNames
{
    /// <summary>Gets the wire name, such as <c>archived</c>.</summary>
    /// <param name="status">The status to name.</param>
    public static string ToWireName(this ProjectStatus status) => status switch
    {
        ProjectStatus.Archived => "archived",
        ProjectStatus.Quarantined => "quarantined",
        ProjectStatus.Deprecated => "deprecated",
        _ => "active",
    };

    /// <summary>Reads a wire name, or tells that it is unknown.</summary>
    /// <param name="name">The wire name.</param>
    /// <param name="status">The status.</param>
    public static bool TryParse(string name, out ProjectStatus status)
    {
        (status, var known) = name switch
        {
            "active" => (ProjectStatus.Active, true),
            "archived" => (ProjectStatus.Archived, true),
            "quarantined" => (ProjectStatus.Quarantined, true),
            "deprecated" => (ProjectStatus.Deprecated, true),
            _ => (ProjectStatus.Active, false),
        };
        return known;
    }
}
