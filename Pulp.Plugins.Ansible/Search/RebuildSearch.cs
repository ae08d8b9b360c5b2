namespace Pulp.Plugins.Ansible.Search;

/// <summary>
/// Represents that the search is to be made anew.
/// </summary>
internal sealed record RebuildSearch;
