using Pulp.Plugins.Python.Metadata;
using Pulp.Plugins.Python.Models;
using Pulp.Resources;
using Pulp.Stores;

namespace Pulp.Plugins.Python.Sync;

/// <summary>
/// Refuses a remote that names what is no requirement: a sync could only fail of it.
/// </summary>
internal sealed class RequirementsRule : IResourceRule
{
    private const int MaximumMessages = 10;

    /// <summary>Gets what is wrong with an entry, or null.</summary>
    /// <param name="text">The entry of <c>includes</c> or <c>excludes</c>.</param>
    /// <param name="requirement">The requirement, when there is one.</param>
    public static string? Check(string text, out Requirement requirement) => Requirement.TryParse(text, out requirement!)
        ? null
        : $"'{(text.Length <= 100 ? text : text[..100] + "…")}' is no requirement (PEP 508); write a project name with an optional version specifier, for example requests>=2.30.";

    public ValueTask CheckAsync(IStoreSession session, Resource resource, Resource? previous, FieldErrors errors)
    {
        if (resource is PythonRemote remote)
        {
            Check("includes", remote.Includes, errors);
            Check("excludes", remote.Excludes, errors);
        }

        return ValueTask.CompletedTask;
    }

    private static void Check(string field, IReadOnlyList<string> requirements, FieldErrors errors)
    {
        foreach (var message in requirements.Select(text => Check(text, out _)).OfType<string>().Take(MaximumMessages))
            errors.Add(field, message);
    }
}
