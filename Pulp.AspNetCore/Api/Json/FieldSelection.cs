using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Pulp.AspNetCore.Api.Json;

/// <summary>
/// Represents which fields a client wants: <c>fields</c> names them, <c>exclude_fields</c> names those it does not want. Unknown names are passed over.
/// </summary>
public sealed class FieldSelection
{
    private readonly HashSet<string>? wanted;
    private readonly HashSet<string>? unwanted;

    private FieldSelection(HashSet<string>? wanted, HashSet<string>? unwanted)
    {
        this.wanted = wanted;
        this.unwanted = unwanted;
    }

    /// <summary>Gets the selection of all fields.</summary>
    public static FieldSelection Everything { get; } = new(wanted: null, unwanted: null);

    /// <summary>Gets whether the client said nothing.</summary>
    public bool IsEverything => wanted is null && unwanted is null;

    /// <summary>Reads what a client wants.</summary>
    /// <param name="query">The query of its request.</param>
    /// <returns>The selection.</returns>
    public static FieldSelection Of(IQueryCollection query)
    {
        var fields = Names(query["fields"]);
        var excluded = Names(query["exclude_fields"]);
        return fields is null && excluded is null ? Everything : new FieldSelection(fields, excluded);
    }

    /// <summary>Tells whether a field is wanted.</summary>
    /// <param name="name">The field.</param>
    /// <param name="onlyOnRequest">Whether it is left out unless it is named.</param>
    /// <returns>Whether it is.</returns>
    public bool Includes(string name, bool onlyOnRequest = false) =>
        (wanted?.Contains(name) ?? !onlyOnRequest) && unwanted?.Contains(name) != true;

    private static HashSet<string>? Names(StringValues values)
    {
        HashSet<string>? names = null;
        foreach (var value in values)
        {
            foreach (var name in (value ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
                (names ??= new(StringComparer.Ordinal)).Add(name);
        }

        return names;
    }
}
