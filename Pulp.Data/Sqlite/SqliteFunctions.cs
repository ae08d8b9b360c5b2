using System.Text;
using System.Text.RegularExpressions;
using Pulp.Data.Sql;
using Pulp.Data.Stores;
using SQLitePCL;

namespace Pulp.Data.Sqlite;

/// <summary>
/// The SQL functions SQLite lacks.
/// </summary>
internal static class SqliteFunctions
{
    private const int Flags = raw.SQLITE_UTF8 | raw.SQLITE_DETERMINISTIC;

    public static void Register(sqlite3 database)
    {
        raw.sqlite3_create_function(database, "unhex", 1, Flags, null, Unhex);
        raw.sqlite3_create_function(database, "path_hash", 1, Flags, null, HashPath);
        raw.sqlite3_create_function(database, "unicode_upper", 1, Flags, null, Upper);
        var regexes = new SqlRegexCache();
        raw.sqlite3_create_function(database, "matches", 3, Flags, regexes, Matches);
    }

    private static void Unhex(sqlite3_context context, object user, sqlite3_value[] values)
    {
        var text = raw.sqlite3_value_blob(values[0]);
        Span<byte> bytes = text.Length <= 128 ? stackalloc byte[64] : new byte[text.Length / 2];
        if (Convert.FromHexString(text, bytes, out _, out var written) == System.Buffers.OperationStatus.Done)
            raw.sqlite3_result_blob(context, bytes[..written]);
        else
            raw.sqlite3_result_null(context);
    }

    private static void HashPath(sqlite3_context context, object user, sqlite3_value[] values) => raw.sqlite3_result_int64(context, PathHash.Of(Text(values[0])));

    private static void Upper(sqlite3_context context, object user, sqlite3_value[] values)
    {
        if (IsNull(values[0]))
            raw.sqlite3_result_null(context);
        else
            raw.sqlite3_result_text(context, Text(values[0]).ToUpperInvariant());
    }

    private static void Matches(sqlite3_context context, object user, sqlite3_value[] values)
    {
        if (IsNull(values[1]))
        {
            raw.sqlite3_result_null(context);
            return;
        }

        // An exception must not pass through native frames.
        try
        {
            var regex = ((SqlRegexCache)user).Get(Text(values[0]), raw.sqlite3_value_int(values[2]) != 0);
            raw.sqlite3_result_int(context, regex.IsMatch(Text(values[1])) ? 1 : 0);
        }
        catch (Exception exception) when (exception is ArgumentException or RegexMatchTimeoutException)
        {
            raw.sqlite3_result_error(context, exception.Message);
        }
    }

    private static bool IsNull(sqlite3_value value) => raw.sqlite3_value_type(value) == raw.SQLITE_NULL;

    private static string Text(sqlite3_value value) => Encoding.UTF8.GetString(raw.sqlite3_value_blob(value));
}
