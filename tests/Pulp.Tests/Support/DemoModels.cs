using Pulp.ContentTypes;
using Pulp.Distributions;
using Pulp.Publications;
using Pulp.Remotes;
using Pulp.Repositories;
using Pulp.Resources;

namespace Pulp.Tests.Support;

internal sealed record DemoFile : Content
{
    public required string Name { get; init; }

    public string Project { get; init; } = "";

    public string Text { get; init; } = "";

    public KeyHash Key() => KeyHash.Of(Name, Text);
}

internal sealed record DemoBundle : Content
{
    public required string Name { get; init; }

    public IReadOnlyList<DemoFile> Needs { get; init; } = [];

    public DemoFile? BelongsTo { get; init; }

    internal IReadOnlyList<ContentReference> References()
    {
        List<ContentReference> references = [.. Needs.Select(file => new ContentReference("demo.file", file.Key()))];
        if (BelongsTo is { } target)
            references.Add(new ContentReference("demo.file", target.Key(), ReferenceDirection.BelongsTo));
        return references;
    }
}

internal sealed record DemoRemote : Remote
{
    public string? Choice { get; init; }
}

internal sealed record DemoOtherRemote : Remote;

internal sealed record DemoRepository : Repository
{
    public bool Autopublish { get; init; }
}

internal sealed record DemoPublication : Publication;

internal sealed record DemoDistribution : Distribution;

internal sealed record DemoNestingDistribution : Distribution;

internal sealed record DemoPublishedDistribution : Distribution;

internal sealed record DemoHold : Resource
{
    public required string Topic { get; init; }

    [Field(References = ReferenceTarget.Repository, OnDelete = DeleteBehavior.Restrict)]
    public Guid? Keeps { get; init; }

    public override string? GetKey() => Topic;
}
