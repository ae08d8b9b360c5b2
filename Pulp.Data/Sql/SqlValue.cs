using System.Buffers.Binary;
using Pulp.ContentTypes;

namespace Pulp.Data.Sql;

/// <summary>
/// One parameter of a statement, without boxing. Identifiers and key hashes are 16 big-endian bytes, so that version 7 UUIDs
/// sort by age; times are microseconds since 1970 (UTC); booleans are 0 and 1.
/// </summary>
internal readonly struct SqlValue
{
    private readonly UInt128 bits;

    private SqlValue(SqlValueKind kind, UInt128 bits = default, object? reference = null)
    {
        Kind = kind;
        this.bits = bits;
        Reference = reference;
    }

    public static SqlValue Null => default;

    public SqlValueKind Kind { get; }

    public object? Reference { get; }

    public long Integer => (long)(ulong)bits;

    public double Real => BitConverter.UInt64BitsToDouble((ulong)bits);

    public static implicit operator SqlValue(long value) => new(SqlValueKind.Integer, (ulong)value);

    public static implicit operator SqlValue(long? value) => value is { } number ? number : Null;

    public static implicit operator SqlValue(int value) => (long)value;

    public static implicit operator SqlValue(bool value) => value ? 1L : 0L;

    public static implicit operator SqlValue(double value) => new(SqlValueKind.Real, BitConverter.DoubleToUInt64Bits(value));

    public static implicit operator SqlValue(string? value) => value is null ? Null : new(SqlValueKind.Text, reference: value);

    public static implicit operator SqlValue(byte[]? value) => value is null ? Null : new(SqlValueKind.Bytes, reference: value);

    public static implicit operator SqlValue(Guid value)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        return new(SqlValueKind.Bytes16, BinaryPrimitives.ReadUInt128BigEndian(bytes));
    }

    public static implicit operator SqlValue(Guid? value) => value is { } id ? id : Null;

    public static implicit operator SqlValue(KeyHash value) => new(SqlValueKind.Bytes16, value.Value);

    public static implicit operator SqlValue(KeyHash? value) => value is { } key ? key : Null;

    public static implicit operator SqlValue(DateTimeOffset value) => SqlTime.ToMicroseconds(value);

    public static implicit operator SqlValue(DateTimeOffset? value) => value is { } time ? time : Null;

    /// <summary>Text that is UTF-8 already, for example a JSON document.</summary>
    public static SqlValue Utf8(byte[]? value) => value is null ? Null : new(SqlValueKind.Utf8, reference: value);

    /// <summary>A list for <see cref="SqlDialect.In"/> with <see cref="SqlListKind.Integers"/>.</summary>
    public static SqlValue List(IReadOnlyCollection<long> values) => new(SqlValueKind.List, reference: values);

    /// <summary>A list for <see cref="SqlDialect.In"/> with <see cref="SqlListKind.Texts"/>.</summary>
    public static SqlValue List(IReadOnlyCollection<string> values) => new(SqlValueKind.List, reference: values);

    /// <summary>A list for <see cref="SqlDialect.In"/> with <see cref="SqlListKind.Bytes"/>.</summary>
    public static SqlValue List(IReadOnlyCollection<Guid> values) => new(SqlValueKind.List, reference: values);

    /// <summary>A list for <see cref="SqlDialect.In"/> with <see cref="SqlListKind.Bytes"/>.</summary>
    public static SqlValue List(IReadOnlyCollection<KeyHash> values) => new(SqlValueKind.List, reference: values);

    /// <summary>A list for <see cref="SqlDialect.In"/> with <see cref="SqlListKind.Bytes"/>.</summary>
    public static SqlValue List(IReadOnlyCollection<byte[]> values) => new(SqlValueKind.List, reference: values);

    /// <summary>A list for <see cref="SqlDialect.In"/> of numbers that need not be whole.</summary>
    public static SqlValue List(IReadOnlyCollection<double> values) => new(SqlValueKind.List, reference: values);

    public void WriteBytes16(Span<byte> destination) => BinaryPrimitives.WriteUInt128BigEndian(destination, bits);
}
