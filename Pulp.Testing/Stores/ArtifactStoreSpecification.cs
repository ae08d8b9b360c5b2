#pragma warning disable CS1591 // The names of the tests are the documentation.
using NUnit.Framework;
using Pulp.Artifacts;
using Pulp.Digests;
using Pulp.Queries;
using Pulp.Stores;
using Pulp.Testing.Samples;

namespace Pulp.Testing.Stores;

/// <summary>
/// States what every <see cref="IArtifactStore"/> does.
/// </summary>
public abstract class ArtifactStoreSpecification : ContentSpecification
{
    private static readonly Guid OtherDomain = new("0190a5d0-0000-7000-8000-00000000000d");

    [Test]
    public async Task An_artifact_is_found_by_its_digest_and_by_its_identifier()
    {
        var digests = new DigestSet(DigestOf("a"), Digest.FromBytes(DigestAlgorithm.Md5, new byte[16]), Digest.FromBytes(DigestAlgorithm.Sha512, new byte[64]));
        var saved = (await WriteAsync(session => session.Artifacts.SaveAsync([new StoredArtifact { Size = 5_000_000_000, Digests = digests }])))[0];
        Assert.That(saved.IsNew);
        Assert.That(saved.Artifact, Has.Property(nameof(StoredArtifact.Size)).EqualTo(5_000_000_000).And.Property(nameof(StoredArtifact.Digests)).EqualTo(digests));
        Assert.That((saved.Artifact.Created, saved.Artifact.LastUpdated, saved.Artifact.DomainId), Is.EqualTo((Clock.GetUtcNow(), Clock.GetUtcNow(), DomainId)));
        var found = await ReadAsync(session => session.Artifacts.FindAsync(DomainId, [DigestOf("a"), DigestOf("b")]));
        Assert.That(found, Is.EqualTo(new Dictionary<string, StoredArtifact> { [HexOf("a")] = saved.Artifact }));
        Assert.That(await ReadAsync(session => session.Artifacts.GetAsync(saved.Artifact.Id)), Is.EqualTo(saved.Artifact));
        Assert.That(await ReadAsync(session => session.Artifacts.GetAsync(Guid.NewGuid())), Is.Null);
    }

    [Test]
    public async Task The_same_bytes_are_one_artifact_in_a_domain_and_another_in_the_next()
    {
        StoredArtifact[] artifacts = [Artifact("a"), Artifact("b"), Artifact("a"), Artifact("a") with { DomainId = OtherDomain }];
        var first = await WriteAsync(session => session.Artifacts.SaveAsync(artifacts));
        var second = await WriteAsync(session => session.Artifacts.SaveAsync(artifacts));
        Assert.That(first.Select(saved => saved.IsNew), Is.EqualTo(new[] { true, true, false, true }));
        Assert.That(second.Select(saved => saved.IsNew), Has.All.False);
        Assert.That(second.Select(saved => saved.Artifact), Is.EqualTo(first.Select(saved => saved.Artifact)));
        Assert.That(first[2].Artifact, Is.EqualTo(first[0].Artifact));
        Assert.That(first.Select(saved => saved.Artifact.Id).Distinct().Count(), Is.EqualTo(3));
        Assert.That(await ReadAsync(session => session.Artifacts.FindAsync(OtherDomain, [DigestOf("b")])), Is.Empty);
    }

    [Test]
    public void Artifacts_are_found_by_their_SHA256_only()
    {
        var md5 = Digest.FromBytes(DigestAlgorithm.Md5, new byte[16]);
        Assert.That(() => ReadAsync(session => session.Artifacts.FindAsync(DomainId, [md5])), Throws.ArgumentException.With.Message.Contains("md5"));
    }

    [Test]
    public async Task Interest_is_renewed_once_an_hour()
    {
        var artifact = await SaveArtifactAsync("a");
        Clock.Advance(TimeSpan.FromMinutes(59));
        await WriteAsync(session => session.Artifacts.TouchAsync([artifact.StoreKey]));
        Assert.That((await SaveArtifactAsync("a")).LastUpdated, Is.EqualTo(artifact.Created));
        Clock.Advance(TimeSpan.FromMinutes(2));
        await WriteAsync(session => session.Artifacts.TouchAsync([artifact.StoreKey]));
        Assert.That((await ReadAsync(session => session.Artifacts.GetAsync(artifact.Id)))!.LastUpdated, Is.EqualTo(Clock.GetUtcNow()));
        Clock.Advance(TimeSpan.FromHours(2));
        var again = await SaveArtifactAsync("a");
        Assert.That((again.LastUpdated, again.Created), Is.EqualTo((Clock.GetUtcNow(), artifact.Created)));
        Assert.That(await ReadAsync(session => session.Artifacts.GetAsync(artifact.Id)), Is.EqualTo(again));
    }

    [Test]
    public async Task Artifacts_are_listed_by_digest_size_and_version()
    {
        var (a, b) = (await SaveArtifactAsync("a", 1), await SaveArtifactAsync("b", 2));
        var repository = await CreateRepositoryAsync("one");
        var version = await ChangeAsync(repository, [await SaveAsync(File("x"), new NewContentFile("x-1.bin", b.StoreKey, []))]);
        var later = await ChangeAsync(repository, [await SaveAsync(File("y"), new NewContentFile("y-1.bin", a.StoreKey, []))]);
        Assert.That(await ListAsync(null), Is.EqualTo(new[] { b, a }));
        Assert.That(await ListAsync(Condition.Equal("sha256", HexOf("a").ToUpperInvariant())), Is.EqualTo(new[] { a }));
        Assert.That(await ListAsync(Condition.Equal("sha256", "no digest")), Is.Empty);
        Assert.That(await ListAsync(new Condition.Compare("sha256", Comparison.In, (string[])[HexOf("b"), HexOf("c")])), Is.EqualTo(new[] { b }));
        Assert.That(await ListAsync(Condition.Equal("md5", new string('a', 32))), Is.Empty);
        Assert.That(await ListAsync(new Condition.Compare("size", Comparison.Greater, 1L)), Is.EqualTo(new[] { b }));
        Assert.That(await ListAsync(Condition.Equal("repository_version", version!.Id)), Is.EqualTo(new[] { b }));
        Assert.That(await ListAsync(Condition.Equal("repository_version", later!.Id)), Is.EqualTo(new[] { b, a }));
        Assert.That(() => ListAsync(Condition.Equal("colour", "red")), Throws.ArgumentException.With.Message.Contains("colour"));
        Assert.That((await ReadAsync(session => session.Artifacts.QueryAsync(OtherDomain, new Query()))).Count, Is.Zero);
    }

    [Test]
    public async Task Only_what_nothing_refers_to_and_nobody_asked_for_is_deleted()
    {
        var (used, published, idle) = (await SaveArtifactAsync("used"), await SaveArtifactAsync("published"), await SaveArtifactAsync("idle"));
        await SaveAsync(File("x"), new NewContentFile("x-1.bin", used.StoreKey, []));
        var repository = await CreateRepositoryAsync("one");
        var publication = await CreateAsync(new SamplePublication { RepositoryVersion = (await LatestAsync(repository)).Id });
        await WriteAsync(session => session.PublishedFiles.AddAsync(publication.Id, [new NewPublishedFile("index", published.StoreKey, null)]));
        await WriteAsync(session => session.Artifacts.SaveAsync([Artifact("other") with { DomainId = OtherDomain }]));
        Clock.Advance(TimeSpan.FromHours(2));
        var recent = await SaveArtifactAsync("recent");
        var since = Clock.GetUtcNow() - TimeSpan.FromHours(1);
        Assert.That(await ListAsync(Condition.Equal("orphaned_since", since)), Is.EqualTo(new[] { idle }));

        Assert.That(await WriteAsync(session => session.Artifacts.DeleteAsync(used.Id)), Is.False);
        Assert.That(await WriteAsync(session => session.Artifacts.DeleteAsync(published.Id)), Is.False);
        var deleted = new List<StoredArtifact>();
        for (long? cursor = 0; cursor is { } position;)
        {
            (var some, cursor) = await WriteAsync(session => session.Artifacts.DeleteUnreferencedAsync(DomainId, since, position, 2));
            deleted.AddRange(some);
        }

        Assert.That(deleted, Is.EqualTo(new[] { idle }));
        Assert.That(await ListAsync(null), Is.EqualTo(new[] { recent, published, used }));
        Assert.That(await WriteAsync(session => session.Artifacts.DeleteAsync(recent.Id)));
        Assert.That(await WriteAsync(session => session.Artifacts.DeleteAsync(recent.Id)), Is.False);
        Assert.That((await SaveArtifactAsync("new")).StoreKey, Is.GreaterThan(recent.StoreKey), "A key is never used twice.");
    }

    [Test]
    public async Task Artifacts_are_walked_in_the_order_of_their_rows()
    {
        await WriteAsync(session => session.Artifacts.SaveAsync([.. "abcde".Select(name => Artifact($"{name}"))]));
        var seen = new List<string>();
        for (long after = 0; ;)
        {
            var part = await ReadAsync(session => session.Artifacts.ScanAsync(after, 2));
            seen.AddRange(part.Select(artifact => artifact.Sha256));
            if (part.Count == 0)
                break;
            after = part[^1].StoreKey;
        }

        Assert.That(seen, Is.EqualTo("abcde".Select(name => HexOf($"{name}"))));
    }

    [Test]
    public async Task Artifacts_are_counted_and_found_by_the_digests_they_lack_or_have_too_many()
    {
        var saved = await SaveDigestsAsync();
        DigestAlgorithm[] wanted = [DigestAlgorithm.Md5, DigestAlgorithm.Sha256];
        var counts = await ReadAsync(session => session.Artifacts.CountDigestsAsync(wanted));
        Assert.That((counts.Artifacts, counts.Deviating), Is.EqualTo((4, 3)));
        Assert.That(counts.Having, Is.EquivalentTo(new Dictionary<DigestAlgorithm, long>
        {
            [DigestAlgorithm.Md5] = 2, [DigestAlgorithm.Sha1] = 0, [DigestAlgorithm.Sha224] = 0, [DigestAlgorithm.Sha256] = 4, [DigestAlgorithm.Sha384] = 0, [DigestAlgorithm.Sha512] = 2,
        }));
        Assert.That(await ReadAsync(session => session.Artifacts.ScanDeviatingAsync(wanted, 0, 2)), Is.EqualTo(new[] { saved[0], saved[2] }));
        Assert.That(await ReadAsync(session => session.Artifacts.ScanDeviatingAsync(wanted, saved[2].StoreKey, 2)), Is.EqualTo(new[] { saved[3] }));
        Assert.That(await ReadAsync(session => session.Artifacts.ScanDeviatingAsync([], 0, 9)), Is.EqualTo(saved[1..]), "SHA-256 is always wanted.");
    }

    [Test]
    public async Task Without_artifacts_none_is_counted() =>
        Assert.That((await ReadAsync(session => session.Artifacts.CountDigestsAsync([]))).Artifacts, Is.Zero);

    [Test]
    public async Task Digests_are_replaced_but_SHA256_stays()
    {
        var saved = await SaveDigestsAsync();
        var changed = saved[2] with { Digests = new DigestSet(DigestOf("c"), Digest.FromBytes(DigestAlgorithm.Sha1, new byte[20]), Digest.FromBytes(DigestAlgorithm.Sha384, new byte[48])) };
        var other = saved[0] with { Digests = new DigestSet(DigestOf("other"), Digest.FromBytes(DigestAlgorithm.Md5, new byte[16])) };
        var gone = Artifact("gone") with { StoreKey = saved[3].StoreKey + 1 };
        Assert.That(await WriteAsync(session => session.Artifacts.SetDigestsAsync([changed, other, gone])), Is.EqualTo(1));
        Assert.That(await ReadAsync(session => session.Artifacts.ScanAsync(0, 9)), Is.EqualTo(new[] { saved[0], saved[1], changed, saved[3] }));
    }

    private static StoredArtifact Artifact(string seed) => new() { Size = 1, Digests = new DigestSet(DigestOf(seed)) };

    private async Task<StoredArtifact[]> SaveDigestsAsync()
    {
        var (md5, sha512) = (Digest.FromBytes(DigestAlgorithm.Md5, new byte[16]), Digest.FromBytes(DigestAlgorithm.Sha512, new byte[64]));
        DigestSet[] digests = [new(DigestOf("a")), new(DigestOf("b"), md5), new(DigestOf("c"), md5, sha512), new(DigestOf("d"), sha512)];
        var saved = await WriteAsync(session => session.Artifacts.SaveAsync([.. digests.Select(set => new StoredArtifact { Size = 1, Digests = set })]));
        return [.. saved.Select(entry => entry.Artifact)];
    }

    private async Task<IReadOnlyList<StoredArtifact>> ListAsync(Condition? where)
    {
        var page = await ReadAsync(session => session.Artifacts.QueryAsync(DomainId, new Query { Where = where }));
        Assert.That(page.Count, Is.EqualTo(page.Items.Count));
        return page.Items;
    }
}
