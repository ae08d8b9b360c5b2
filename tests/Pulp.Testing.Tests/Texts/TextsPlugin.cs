using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Pulp.ContentTypes;
using Pulp.Distributions;
using Pulp.Plugins;
using Pulp.Remotes;
using Pulp.Repositories;

namespace Pulp.Testing.Tests.Texts;

/// <summary>A small whole plugin, right or with faults.</summary>
public sealed class TextsPlugin(TextFaults faults) : PulpPlugin
{
    public override string Label => "texts";

    public override void Configure(PluginBuilder plugin)
    {
        plugin.Services.AddSingleton(new TextState(faults));
        plugin
            .AddContent<Text>("text", "texts", type => type
                .NaturalKey(text => [text.Path, text.Sha256, faults.HasFlag(TextFaults.HasUnstableKeys) ? $"{Guid.NewGuid()}" : ""])
                .RepositoryKey(text => [text.Path])
                .RepositoryKeyOfPath(path => [path])
                .GroupKey(text => faults.HasFlag(TextFaults.ForgetsFields) ? text.Forgotten : text.Path)
                .FilterBy("path")
                .UploadWith<TextReader>())
            .AddRemote<TextRemote>("text", "text", type => type.AllPolicies())
            .AddRepository<TextRepository>("text", "text", type => (faults.HasFlag(TextFaults.NeedsWhatIsNotThere) ? type.CheckWith<TextCheck>() : type).Holds<Text>().SyncWith<TextSync, TextRemote>())
            .AddDistribution<TextDistribution>("text", "text");
    }
}

public sealed record Text : Content
{
    public required string Path { get; init; }

    public required string Sha256 { get; init; }

    [JsonIgnore]
    public string? Forgotten { get; init; }
}

public sealed record TextRemote : Remote;

public sealed record TextRepository : Repository;

public sealed record TextDistribution : Distribution;

/// <summary>What the classes of one host have in common.</summary>
public sealed record TextState(TextFaults Faults)
{
    public Dictionary<string, string> Seen { get; } = [];

    public bool Has(TextFaults fault) => Faults.HasFlag(fault);
}
