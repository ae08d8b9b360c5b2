using Pulp.Access;
using Pulp.Data.Sql;
using Pulp.Queries;
using Pulp.Stores;

namespace Pulp.Data.Stores;

internal sealed class UserStore : IUserStore
{
    public const string Columns = "u.id, u.username, u.password_hash, u.first_name, u.last_name, u.email, u.is_staff, u.is_active, u.is_superuser, u.date_joined, u.security_stamp";

    // What is not here cannot be filtered by: the password's hash, above all.
    private static readonly SqlSelect Select = new(
        Columns,
        "app_user u",
        new SqlFieldMap(new Dictionary<string, SqlField>
        {
            ["id"] = new("u.id", SqlFieldType.Integer),
            ["username"] = new("u.username"),
            ["first_name"] = new("u.first_name"),
            ["last_name"] = new("u.last_name"),
            ["email"] = new("u.email"),
            ["is_staff"] = new("u.is_staff", SqlFieldType.Boolean),
            ["is_active"] = new("u.is_active", SqlFieldType.Boolean),
        }),
        "u.id");

    private readonly SqlSession session;

    public UserStore(SqlSession session) => this.session = session;

    public ValueTask<User?> GetAsync(long id) => session.FirstAsync($"SELECT {Columns} FROM app_user u WHERE u.id = ?1", Read, id);

    public ValueTask<User?> FindAsync(string username) => session.FirstAsync($"SELECT {Columns} FROM app_user u WHERE u.username = ?1", Read, username);

    public async ValueTask<User?> InsertAsync(User user)
    {
        var id = await session.NumberAsync(
            "INSERT INTO app_user (username, password_hash, first_name, last_name, email, is_staff, is_active, is_superuser, date_joined, security_stamp) "
            + "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) ON CONFLICT (username) DO NOTHING RETURNING id",
            user.Username,
            user.PasswordHash,
            user.FirstName,
            user.LastName,
            user.Email,
            user.IsStaff,
            user.IsActive,
            user.IsSuperuser,
            user.DateJoined == default ? session.Now() : user.DateJoined,
            user.SecurityStamp).ConfigureAwait(false);
        return id is { } number ? await GetAsync(number).ConfigureAwait(false) : null;
    }

    public ValueTask<bool> UpdateAsync(User user) => session.ChangeAccessAsync(
        "UPDATE app_user SET username = ?2, password_hash = ?3, first_name = ?4, last_name = ?5, email = ?6, is_staff = ?7, is_active = ?8, is_superuser = ?9, security_stamp = ?10 "
        + "WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM app_user o WHERE o.username = ?2 AND o.id <> ?1)",
        user.Id,
        user.Username,
        user.PasswordHash,
        user.FirstName,
        user.LastName,
        user.Email,
        user.IsStaff,
        user.IsActive,
        user.IsSuperuser,
        user.SecurityStamp);

    public ValueTask<bool> DeleteAsync(long id) => session.ChangeAccessAsync("DELETE FROM app_user WHERE id = ?1", id);

    public ValueTask<Page<User>> QueryAsync(Query query) => Select.PageAsync(session, query, Read);

    public static User Read(SqlStatement row) => new()
    {
        Id = row.GetInt64(0),
        Username = row.GetString(1),
        PasswordHash = row.GetStringOrNull(2),
        FirstName = row.GetString(3),
        LastName = row.GetString(4),
        Email = row.GetString(5),
        IsStaff = row.GetBoolean(6),
        IsActive = row.GetBoolean(7),
        IsSuperuser = row.GetBoolean(8),
        DateJoined = row.GetTime(9),
        SecurityStamp = row.GetInt64(10),
    };
}
