#pragma warning disable CS1591 // The names of the tests are the documentation.
using NUnit.Framework;
using Pulp.Domains;
using Pulp.Queries;
using Pulp.Stores;
using Pulp.Uploads;

namespace Pulp.Testing.Stores;

/// <summary>
/// States what every <see cref="IUploadStore"/> does.
/// </summary>
public abstract class UploadStoreSpecification : StoreSpecification
{
    [Test]
    public async Task An_upload_grows_by_chunks()
    {
        var upload = NewUpload(100, createdBy: 7);
        await WriteAsync(session => session.Uploads.SaveAsync(upload));
        Clock.Advance(TimeSpan.FromMinutes(1));
        var grown = upload with { Chunks = [new UploadChunk(0, 50), new UploadChunk(50, 50)], LastUpdated = Clock.GetUtcNow() };
        await WriteAsync(session => session.Uploads.SaveAsync(grown));

        var read = await ReadAsync(session => session.Uploads.GetAsync(upload.Id));
        Assert.That(read!.Chunks, Is.EqualTo(grown.Chunks));
        Assert.That(read with { Chunks = grown.Chunks }, Is.EqualTo(grown));
    }

    [Test]
    public async Task Uploads_are_listed_by_domain_owner_and_size()
    {
        Upload[] uploads = [NewUpload(1, 7), NewUpload(2, 7), NewUpload(3, 8), NewUpload(4, null), NewUpload(5, 7) with { DomainId = Guid.NewGuid() }];
        foreach (var upload in uploads)
            await WriteAsync(session => session.Uploads.SaveAsync(upload));

        Assert.That(await SizesAsync(null), Is.EqualTo(new[] { 4L, 3, 2, 1 }));
        Assert.That(await SizesAsync(Condition.Equal("created_by", 7L)), Is.EqualTo(new[] { 2L, 1 }));
        Assert.That(await SizesAsync(new Condition.Compare("size", Comparison.GreaterOrEqual, 3L)), Is.EqualTo(new[] { 4L, 3 }));
        Assert.That(await SizesAsync(Condition.Equal("pulp_id", uploads[0].Id)), Is.EqualTo(new[] { 1L }));
    }

    [Test]
    public async Task A_deleted_upload_is_gone()
    {
        var upload = NewUpload(1, null);
        await WriteAsync(session => session.Uploads.SaveAsync(upload));
        Assert.That(await WriteAsync(session => session.Uploads.DeleteAsync(upload.Id)), Is.True);
        Assert.That(await WriteAsync(session => session.Uploads.DeleteAsync(upload.Id)), Is.False);
        Assert.That(await ReadAsync(session => session.Uploads.GetAsync(upload.Id)), Is.Null);
    }

    private Upload NewUpload(long size, long? createdBy) => new()
    {
        Id = Guid.CreateVersion7(),
        Size = size,
        CreatedBy = createdBy,
        Created = Clock.GetUtcNow(),
        LastUpdated = Clock.GetUtcNow(),
    };

    private async Task<IEnumerable<long>> SizesAsync(Condition? where)
    {
        var page = await ReadAsync(session => session.Uploads.QueryAsync(Domain.DefaultId, new Query { Where = where }));
        return page.Items.Select(upload => upload.Size);
    }
}
