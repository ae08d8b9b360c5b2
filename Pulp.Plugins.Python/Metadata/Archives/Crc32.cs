using System.Buffers.Binary;

namespace Pulp.Plugins.Python.Metadata.Archives;

/// <summary>The CRC-32 of ZIP and gzip, eight bytes per step. The package that holds one is not available to the build.</summary>
internal struct Crc32
{
    private static readonly uint[][] Tables = CreateTables();
    private uint _state;

    public readonly uint Value => _state;

    public void Append(ReadOnlySpan<byte> data)
    {
        var crc = ~_state;
        var tables = Tables;
        while (data.Length >= 8)
        {
            var low = BinaryPrimitives.ReadUInt32LittleEndian(data) ^ crc;
            var high = BinaryPrimitives.ReadUInt32LittleEndian(data[4..]);
            crc = tables[7][low & 0xFF] ^ tables[6][(low >> 8) & 0xFF] ^ tables[5][(low >> 16) & 0xFF] ^ tables[4][low >> 24]
                ^ tables[3][high & 0xFF] ^ tables[2][(high >> 8) & 0xFF] ^ tables[1][(high >> 16) & 0xFF] ^ tables[0][high >> 24];
            data = data[8..];
        }

        foreach (var b in data)
        {
            crc = (crc >> 8) ^ tables[0][(crc ^ b) & 0xFF];
        }

        _state = ~crc;
    }

    public static uint Of(ReadOnlySpan<byte> data)
    {
        var crc = default(Crc32);
        crc.Append(data);
        return crc.Value;
    }

    private static uint[][] CreateTables()
    {
        var tables = new uint[8][];
        for (var t = 0; t < tables.Length; t++)
        {
            tables[t] = new uint[256];
            for (var i = 0u; i < 256; i++)
            {
                tables[t][i] = t == 0 ? FirstEntry(i) : (tables[t - 1][i] >> 8) ^ tables[0][tables[t - 1][i] & 0xFF];
            }
        }

        return tables;
    }

    private static uint FirstEntry(uint value)
    {
        for (var bit = 0; bit < 8; bit++)
        {
            value = (value & 1) != 0 ? (value >> 1) ^ 0xEDB88320 : value >> 1;
        }

        return value;
    }
}
