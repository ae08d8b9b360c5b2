namespace Pulp.Data.Sql;

internal enum SqlListKind
{
    Integers,
    Reals,
    Texts,
    Bytes,
}
