using Pulp.Data.Sql;

namespace Pulp.Data.Stores;

/// <summary>
/// The numbers that stand for domains and content types in the tables of content, remembered for one session.
/// </summary>
internal sealed class ContentNumbers
{
    private readonly SqlSession session;
    private readonly Dictionary<Guid, long> domains = [];
    private readonly Dictionary<string, long> types = new(StringComparer.Ordinal);
    private readonly Dictionary<long, string> names = [];

    public ContentNumbers(SqlSession session) => this.session = session;

    /// <summary>Gets the number of a domain, or 0 when nothing of it was saved yet.</summary>
    public async ValueTask<long> FindDomainAsync(Guid domainId)
    {
        if (domains.TryGetValue(domainId, out var number))
            return number;
        number = await session.NumberAsync("SELECT id FROM content_domain WHERE uuid = ?1", domainId).ConfigureAwait(false) ?? 0;
        if (number != 0)
            domains.Add(domainId, number);
        return number;
    }

    /// <summary>Gets the number of a domain and gives it one when it has none.</summary>
    public async ValueTask<long> DomainAsync(Guid domainId)
    {
        var number = await FindDomainAsync(domainId).ConfigureAwait(false);
        if (number != 0)
            return number;
        await session.ExecuteAsync("INSERT INTO content_domain (uuid) VALUES (?1)", domainId).ConfigureAwait(false);
        return await FindDomainAsync(domainId).ConfigureAwait(false);
    }

    /// <summary>Gets the number of a type, or 0 when nothing of it was saved yet.</summary>
    public async ValueTask<long> FindTypeAsync(string name)
    {
        if (types.TryGetValue(name, out var number))
            return number;
        number = await session.NumberAsync("SELECT id FROM content_type WHERE name = ?1", name).ConfigureAwait(false) ?? 0;
        if (number != 0)
            Remember(number, name);
        return number;
    }

    /// <summary>Gets the number of a type and gives it one when it has none.</summary>
    public async ValueTask<long> TypeAsync(string name)
    {
        var number = await FindTypeAsync(name).ConfigureAwait(false);
        if (number != 0)
            return number;
        await session.ExecuteAsync("INSERT INTO content_type (name) VALUES (?1)", name).ConfigureAwait(false);
        return await FindTypeAsync(name).ConfigureAwait(false);
    }

    /// <summary>Gets the name of a type.</summary>
    public async ValueTask<string> NameAsync(long number)
    {
        if (names.TryGetValue(number, out var name))
            return name;
        name = await session.FirstAsync("SELECT name FROM content_type WHERE id = ?1", static row => row.GetString(0), number).ConfigureAwait(false)
            ?? throw new InvalidOperationException($"Content type number {number} is not known.");
        Remember(number, name);
        return name;
    }

    private void Remember(long number, string name)
    {
        types[name] = number;
        names[number] = name;
    }
}
