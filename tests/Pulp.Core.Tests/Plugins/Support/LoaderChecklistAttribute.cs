namespace Pulp.Core.Tests.Plugins.Support;

/// <summary>Names the lines of the loader's checklist that a test proves; <see cref="LoaderChecklistTests"/> has the lines.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LoaderChecklistAttribute(params int[] lines) : Attribute
{
    public IReadOnlyList<int> Lines { get; } = lines;
}
