#pragma warning disable CS1591 // The names of the tests are the documentation.
using NUnit.Framework;
using Pulp.Access;
using Pulp.Stores;

namespace Pulp.Testing.Stores;

/// <summary>
/// States what every <see cref="ITokenStore"/> does.
/// </summary>
public abstract class TokenStoreSpecification : StoreSpecification
{
    [Test]
    public async Task A_token_is_found_by_its_hash_and_changed()
    {
        var token = await NewTokenAsync("jane", 1);
        var full = token with { Scopes = ["sample.view_*"], Objects = ["prn:a.b:1"], Expires = Clock.GetUtcNow().AddDays(1) };
        await WriteAsync(session => session.Access.Tokens.SaveAsync(full));
        var used = full with { LastUsed = Clock.GetUtcNow().AddMinutes(5) };
        await WriteAsync(session => session.Access.Tokens.SaveAsync(used));

        var read = (await ReadAsync(session => session.Access.Tokens.FindAsync(token.Hash)))!;
        Assert.That(read.Hash, Is.EqualTo(token.Hash));
        Assert.That(read.Scopes, Is.EqualTo(used.Scopes));
        Assert.That(read.Objects, Is.EqualTo(used.Objects));
        Assert.That(read with { Hash = used.Hash, Scopes = used.Scopes, Objects = used.Objects }, Is.EqualTo(used));
        Assert.That((await ReadAsync(session => session.Access.Tokens.GetAsync(token.Id)))!.Name, Is.EqualTo(token.Name));
        Assert.That(await ReadAsync(session => session.Access.Tokens.FindAsync([9])), Is.Null);
    }

    [Test]
    public async Task Tokens_are_listed_by_owner_newest_first()
    {
        var first = await NewTokenAsync("jane", 1);
        var second = first with { Id = Guid.CreateVersion7(), Name = "second", Hash = [2] };
        var other = await NewTokenAsync("john", 3);
        foreach (var token in new[] { first, second, other })
            await WriteAsync(session => session.Access.Tokens.SaveAsync(token));
        Assert.That((await ReadAsync(session => session.Access.Tokens.OfUserAsync(first.UserId))).Select(token => token.Id), Is.EqualTo(new[] { second.Id, first.Id }));
        Assert.That((await ReadAsync(session => session.Access.Tokens.OfUserAsync(null))).Select(token => token.Id), Is.EqualTo(new[] { other.Id, second.Id, first.Id }));
    }

    [Test]
    public async Task A_deleted_token_is_gone()
    {
        var token = await NewTokenAsync("jane", 1);
        await WriteAsync(session => session.Access.Tokens.SaveAsync(token));
        Assert.That(await WriteAsync(session => session.Access.Tokens.DeleteAsync(token.Id)), Is.True);
        Assert.That(await WriteAsync(session => session.Access.Tokens.DeleteAsync(token.Id)), Is.False);
        Assert.That(await ReadAsync(session => session.Access.Tokens.FindAsync(token.Hash)), Is.Null);
    }

    private async Task<ApiToken> NewTokenAsync(string owner, byte hash)
    {
        var user = await WriteAsync(session => session.Access.Users.InsertAsync(new User { Username = owner }));
        return new ApiToken { Id = Guid.CreateVersion7(), UserId = user!.Id, Name = $"of {owner}", Hash = [hash], Created = Clock.GetUtcNow() };
    }
}
