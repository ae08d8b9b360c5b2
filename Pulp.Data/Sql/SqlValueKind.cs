namespace Pulp.Data.Sql;

internal enum SqlValueKind : byte
{
    Null,
    Integer,
    Real,
    Text,
    Utf8,
    Bytes,
    Bytes16,
    List,
}
