using Pulp.Access;
using Pulp.AspNetCore.Api.Hrefs;
using Pulp.AspNetCore.Api.Json;

namespace Pulp.AspNetCore.Api.Accounts;

/// <summary>
/// Holds how users, groups and roles are shown.
/// </summary>
internal static class AccountOutput
{
    private static readonly ISchema UserGroup = new NamedSchema("UserGroupResponse",
    [
        new SchemaProperty("name", ApiType.Text) { IsRequired = true },
        new SchemaProperty("pulp_href", ApiType.Uri) { IsReadOnly = true },
        new SchemaProperty("prn", ApiType.Text) { IsReadOnly = true },
    ]);

    public static Representation<UserRow> User { get; } = new("UserResponse",
    [
        new("pulp_href", ApiType.Uri, (writer, row, context) => writer.WriteStringValue(context.Hrefs.Of(CoreObject.User, row.User.Id))),
        new("prn", ApiType.Text, (writer, row, _) => writer.WriteStringValue(PrnOf(CoreObject.User, row.User.Id))),
        new("id", ApiType.Integer, (writer, row, _) => writer.WriteNumberValue(row.User.Id)),
        new("username", ApiType.Text, (writer, row, _) => writer.WriteStringValue(row.User.Username)) { IsReadOnly = false, IsRequired = true },
        new("first_name", ApiType.Text, (writer, row, _) => writer.WriteStringValue(row.User.FirstName)) { IsReadOnly = false },
        new("last_name", ApiType.Text, (writer, row, _) => writer.WriteStringValue(row.User.LastName)) { IsReadOnly = false },
        new("email", ApiType.Email, (writer, row, _) => writer.WriteStringValue(row.User.Email)) { IsReadOnly = false },
        new("is_staff", ApiType.Boolean, (writer, row, _) => writer.WriteBooleanValue(row.User.IsStaff)) { IsReadOnly = false },
        new("is_active", ApiType.Boolean, (writer, row, _) => writer.WriteBooleanValue(row.User.IsActive)) { IsReadOnly = false },
        new("date_joined", ApiType.Time, (writer, row, _) => writer.WriteTime(row.User.DateJoined)),
        new("groups", ApiType.ListOf(ApiType.Of(UserGroup)), (writer, row, context) =>
        {
            writer.WriteStartArray();
            foreach (var group in row.Groups)
            {
                writer.WriteStartObject();
                writer.WriteString("name"u8, group.Name);
                writer.WriteString("pulp_href"u8, context.Hrefs.Of(CoreObject.Group, group.Id));
                writer.WriteString("prn"u8, PrnOf(CoreObject.Group, group.Id));
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }),
        new("hidden_fields", ApiType.ListOf(ApiType.Object), (writer, row, _) =>
        {
            writer.WriteStartArray();
            writer.WriteStartObject();
            writer.WriteString("name"u8, "password"u8);
            writer.WriteBoolean("is_set"u8, row.User.PasswordHash is not null);
            writer.WriteEndObject();
            writer.WriteEndArray();
        }),
    ]);

    public static Representation<Group> Group { get; } = new("GroupResponse",
    [
        new("name", ApiType.Text, (writer, group, _) => writer.WriteStringValue(group.Name)) { IsReadOnly = false, IsRequired = true },
        new("pulp_href", ApiType.Uri, (writer, group, context) => writer.WriteStringValue(context.Hrefs.Of(CoreObject.Group, group.Id))),
        new("prn", ApiType.Text, (writer, group, _) => writer.WriteStringValue(PrnOf(CoreObject.Group, group.Id))),
        new("id", ApiType.Integer, (writer, group, _) => writer.WriteNumberValue(group.Id)),
    ]);

    public static Representation<User> GroupUser { get; } = new("GroupUserResponse",
    [
        new("username", ApiType.Text, (writer, user, _) => writer.WriteStringValue(user.Username)) { IsReadOnly = false, IsRequired = true },
        new("pulp_href", ApiType.Uri, (writer, user, context) => writer.WriteStringValue(context.Hrefs.Of(CoreObject.User, user.Id))),
        new("prn", ApiType.Text, (writer, user, _) => writer.WriteStringValue(PrnOf(CoreObject.User, user.Id))),
    ]);

    public static Representation<Role> Role { get; } = new("RoleResponse",
    [
        new("pulp_href", ApiType.Uri, (writer, role, context) => writer.WriteStringValue(context.Hrefs.Of(CoreObject.Role, role.Id))),
        new("prn", ApiType.Text, (writer, role, _) => writer.WriteStringValue(CoreObject.Role.PrnOf(role.Id))),
        new("pulp_created", ApiType.Time, (writer, role, _) => writer.WriteTime(role.Created)),
        new("pulp_last_updated", ApiType.Time, (writer, role, _) => writer.WriteTime(role.LastUpdated)),
        new("name", ApiType.Text, (writer, role, _) => writer.WriteStringValue(role.Name)) { IsReadOnly = false, IsRequired = true },
        new("description", ApiType.Text with { IsNullable = true }, (writer, role, _) => writer.WriteStringValue(role.Description)) { IsReadOnly = false },
        new("permissions", ApiType.ListOf(ApiType.Text), (writer, role, _) => writer.WriteTexts(role.Permissions)) { IsReadOnly = false, IsRequired = true },
        new("locked", ApiType.Boolean, (writer, role, _) => writer.WriteBooleanValue(role.Locked)),
    ]);

    private static string PrnOf(CoreObject kind, long id) => kind.PrnOf(id.ToString(System.Globalization.CultureInfo.InvariantCulture));
}
