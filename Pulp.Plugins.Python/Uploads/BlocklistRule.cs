using Pulp.Plugins.Python.Metadata;
using Pulp.Plugins.Python.Models;
using Pulp.Resources;
using Pulp.Stores;

namespace Pulp.Plugins.Python.Uploads;

/// <summary>
/// Checks that an entry of a blocklist says one thing: a project, a version of a project, or a file.
/// </summary>
internal sealed class BlocklistRule : IResourceRule
{
    public ValueTask CheckAsync(IStoreSession session, Resource resource, Resource? previous, FieldErrors errors)
    {
        if (resource is PythonBlocklistEntry entry)
            Check(entry, errors);
        return ValueTask.CompletedTask;
    }

    private static void Check(PythonBlocklistEntry entry, FieldErrors errors)
    {
        if (string.IsNullOrEmpty(entry.Name) == string.IsNullOrEmpty(entry.Filename))
            errors.Add(FieldErrors.General, "Exactly one of 'name' and 'filename' must be given.");
        else if (entry.Name is { } name && !ProjectName.IsValid(name))
            errors.Add("name", $"'{name}' is no project name.");
        else if (entry.Filename is { } filename && !DistributionFileName.IsSafe(filename))
            errors.Add("filename", "The file name must not hold path separators or control characters.");
        if (entry.Version is not null && string.IsNullOrEmpty(entry.Name))
            errors.Add("version", "A version can be given with 'name' only.");
    }
}
