using Pulp.Plugins.Python.Metadata;
using Pulp.Plugins.Python.Models;
using Pulp.Resources;
using Pulp.Stores;

namespace Pulp.Plugins.Python.Sync;

/// <summary>
/// Checks that what a remote includes and excludes are requirements (PEP 508), so that a mistake shows when it is made and not at the next sync.
/// </summary>
internal sealed class PythonRemoteRule : IResourceRule
{
    public ValueTask CheckAsync(IStoreSession session, Resource resource, Resource? previous, FieldErrors errors)
    {
        if (resource is not PythonRemote remote)
            return ValueTask.CompletedTask;
        Check("includes", remote.Includes, errors);
        Check("excludes", remote.Excludes, errors);
        return ValueTask.CompletedTask;
    }

    private static void Check(string field, IReadOnlyList<string> requirements, FieldErrors errors)
    {
        foreach (var text in requirements.Where(text => !Requirement.TryParse(text, out _)))
            errors.Add(field, $"'{text}' is no requirement (PEP 508); write a project name with an optional version specifier, for example requests>=2.30.");
    }
}
