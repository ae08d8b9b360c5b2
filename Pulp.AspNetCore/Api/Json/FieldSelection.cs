using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Pulp.AspNetCore.Api.Json;

/// <summary>
/// Represents which fields a client wants: <c>fields</c> names them, <c>exclude_fields</c> names those it does not want. Unknown names are passed over.
/// </summary>
internal sealed class FieldSelection
{
    private readonly HashSet<string>? wanted;
    private readonly HashSet<string>? unwanted;

    private FieldSelection(HashSet<string>? wanted, HashSet<string>? unwanted)
    {
        this.wanted = wanted;
        this.unwanted = unwanted;
    }

    public static FieldSelection Everything { get; } = new(wanted: null, unwanted: null);

    public bool IsEverything => wanted is null && unwanted is null;

    public static FieldSelection Of(IQueryCollection query)
    {
        var fields = Names(query["fields"]);
        var excluded = Names(query["exclude_fields"]);
        return fields is null && excluded is null ? Everything : new FieldSelection(fields, excluded);
    }

    public bool Includes(string name, bool onlyOnRequest) =>
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
