namespace Pulp.Data.Sql;

/// <summary>
/// A numbered step of the schema; never changed after it was released.
/// </summary>
internal sealed record SchemaScript(int Number, string Name, string Sql);
