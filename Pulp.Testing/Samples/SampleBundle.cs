using Pulp.ContentTypes;

namespace Pulp.Testing.Samples;

/// <summary>
/// Represents content that needs files, may belong to one, and has files at paths of their own.
/// </summary>
public sealed record SampleBundle : Content
{
    /// <summary>Gets the name.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the files it needs.</summary>
    public IReadOnlyList<SampleFile> Needs { get; init; } = [];

    /// <summary>Gets the file it belongs to.</summary>
    public SampleFile? BelongsTo { get; init; }

    internal IReadOnlyList<ContentReference> References()
    {
        List<ContentReference> references = [.. Needs.Select(file => new ContentReference("sample.file", file.Key()))];
        if (BelongsTo is { } target)
            references.Add(new ContentReference("sample.file", target.Key(), ReferenceDirection.BelongsTo));
        return references;
    }
}
