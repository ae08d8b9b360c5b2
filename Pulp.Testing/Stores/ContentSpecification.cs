#pragma warning disable CS1591 // What the members do is said by their names.
using NUnit.Framework;
using Pulp.Artifacts;
using Pulp.ContentTypes;
using Pulp.Digests;
using Pulp.Domains;
using Pulp.Repositories;
using Pulp.Resources;
using Pulp.Stores;
using Pulp.Testing.Samples;

namespace Pulp.Testing.Stores;

/// <summary>
/// Gives the specifications of content and versions the means to make repositories and units in one line.
/// </summary>
public abstract class ContentSpecification : StoreSpecification
{
    protected static Guid DomainId => Domain.DefaultId;

    protected static string HexOf(string seed) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(seed)));

    protected static Digest DigestOf(string seed) =>
        Digest.TryParse(DigestAlgorithm.Sha256, HexOf(seed), out var digest) ? digest : throw new InvalidOperationException();

    /// <summary>Describes a file; files with the same name and version share a path.</summary>
    protected static SampleFile File(string name, int version = 1, string bytes = "") =>
        new() { Name = name, Version = $"{version}", Sha256 = HexOf($"{name} {version} {bytes}") };

    protected NewContent New(Content content, params NewContentFile[] files)
    {
        var type = Catalog.ContentTypeOf(content);
        return new NewContent(type, content, type.NaturalKey(content), files);
    }

    protected Membership MembershipOf(Content content, ContentIdentity identity)
    {
        var type = Catalog.ContentTypeOf(content);
        return new Membership(identity.StoreKey, identity.Id, type, type.RepositoryKey(content), type.GroupKey(content));
    }

    protected async Task<Guid> CreateRepositoryAsync(string name) => await WriteAsync(async session =>
    {
        var saved = (ResourceOutcome.Saved)await session.Resources.InsertAsync(new SampleRepository { Name = name });
        await session.Versions.CreateFirstAsync(saved.Resource.Id);
        return saved.Resource.Id;
    });

    protected async Task<T> CreateAsync<T>(T resource)
        where T : Resource => (T)((ResourceOutcome.Saved)await WriteAsync(session => session.Resources.InsertAsync(resource))).Resource;

    protected async Task<Membership> SaveAsync(Content content, params NewContentFile[] files) =>
        MembershipOf(content, (await WriteAsync(session => session.Contents.SaveAsync(DomainId, [New(content, files)])))[0].Identity);

    protected async Task<List<Membership>> SaveAllAsync(params IReadOnlyList<Content> contents)
    {
        var saved = await WriteAsync(session => session.Contents.SaveAsync(DomainId, [.. contents.Select(content => New(content))]));
        return [.. contents.Zip(saved, (content, identity) => MembershipOf(content, identity.Identity))];
    }

    protected Task<StoredArtifact> SaveArtifactAsync(string seed, long size = 1) => WriteAsync(async session =>
        (await session.Artifacts.SaveAsync([new StoredArtifact { Size = size, Digests = new DigestSet(DigestOf(seed)) }]))[0].Artifact);

    /// <summary>Makes a version in one transaction: removes, then adds.</summary>
    protected Task<RepositoryVersion?> ChangeAsync(Guid repository, IReadOnlyList<Membership>? add = null, IReadOnlyList<Membership>? remove = null) => WriteAsync(async session =>
    {
        var draft = await session.Versions.BeginAsync(repository, staged: false);
        if (remove is not null)
            await session.Memberships.RemoveAsync(draft, [.. remove.Select(unit => unit.ContentKey)]);
        if (add is not null)
            await session.Memberships.AddAsync(draft, add);
        return await session.Versions.CompleteAsync(draft);
    });

    protected Task<VersionDraft> StageAsync(Guid repository) => WriteAsync(session => session.Versions.BeginAsync(repository, staged: true));

    protected Task<IReadOnlyList<MembershipOutcome>> AddAsync(VersionDraft draft, params Membership[] units) =>
        WriteAsync(session => session.Memberships.AddAsync(draft, units));

    protected Task<RepositoryVersion?> CompleteAsync(VersionDraft draft) => WriteAsync(session => session.Versions.CompleteAsync(draft));

    protected async Task<RepositoryVersion> LatestAsync(Guid repository) => (await ReadAsync(session => session.Versions.FindAsync(repository)))!;

    /// <summary>Reads a version a few units at a time.</summary>
    protected async Task<List<Membership>> UnitsAsync(RepositoryVersion version, ContentType? type = null, int part = 3)
    {
        var units = new List<Membership>();
        for (long? cursor = 0; cursor is { } position;)
        {
            (var some, cursor) = await ReadAsync(session => session.Memberships.ScanAsync(version, type, position, part));
            units.AddRange(some);
        }

        return units;
    }

    protected async Task<HashSet<Guid>> IdsAsync(RepositoryVersion version) => [.. (await UnitsAsync(version)).Select(unit => unit.ContentId)];

    protected async Task<List<Guid>> DiffAsync(RepositoryVersion from, RepositoryVersion to, bool added, int part = 2)
    {
        var units = new List<Guid>();
        for (long? cursor = 0; cursor is { } position;)
        {
            (var some, cursor) = await ReadAsync(session => session.Memberships.DiffAsync(from, to, added, position, part));
            units.AddRange(some.Select(unit => unit.Id));
        }

        return units;
    }

    /// <summary>Checks that a version holds exactly some units, and that its counts and hash say so.</summary>
    protected async Task AssertHoldsAsync(RepositoryVersion version, params IEnumerable<Membership> expected)
    {
        var units = await UnitsAsync(version);
        Assert.That(units.Select(unit => unit.ContentId), Is.EquivalentTo(expected.Select(unit => unit.ContentId)));
        Assert.That(units.Select(unit => unit.RepositoryKey), Is.Unique);
        var stored = (await ReadAsync(session => session.Versions.GetAsync(version.Id)))!;
        Assert.That(stored.SetHash, Is.EqualTo(HashOf(units.Select(unit => unit.ContentId))));
        Assert.That(stored.Summary.Present, Is.EquivalentTo(CountsOf(units)));
    }

    protected static SetHash HashOf(IEnumerable<Guid> ids) => ids.Aggregate(default(SetHash), (hash, id) => hash.Add(id));

    protected static Dictionary<string, long> CountsOf(IEnumerable<Membership> units) =>
        units.CountBy(unit => unit.Type.Name).ToDictionary(pair => pair.Key, pair => (long)pair.Value);
}
