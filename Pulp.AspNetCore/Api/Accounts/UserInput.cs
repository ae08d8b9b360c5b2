using Pulp.Access;
using Pulp.AspNetCore.Api.Bodies;
using Pulp.AspNetCore.Api.Json;
using Pulp.Resources;

namespace Pulp.AspNetCore.Api.Accounts;

/// <summary>
/// Reads what is said of a user.
/// </summary>
internal static class UserInput
{
    private const int MinimumPassword = 8;

    public static BodySchema Schema { get; } = new(
        "User",
        [
            new InputField("username", InputKind.Text) { IsRequired = true, MinimumLength = 1, MaximumLength = 150 },
            new InputField("password", InputKind.Text) { IsNullable = true, IsWriteOnly = true, KeepsSpaces = true, MaximumLength = 4096 },
            new InputField("first_name", InputKind.Text) { MaximumLength = 150 },
            new InputField("last_name", InputKind.Text) { MaximumLength = 150 },
            new InputField("email", InputKind.Text) { MaximumLength = 254, Shown = ApiType.Email },
            new InputField("is_staff", InputKind.Boolean) { Default = false },
            new InputField("is_active", InputKind.Boolean) { Default = true },
        ],
        AccountOutput.User.Properties.Select(property => property.Name));

    /// <summary>Applies a body to a user; a change of the password or of being active ends remembered logins.</summary>
    public static User Apply(User user, RequestBody body)
    {
        Check(body);
        var changed = user with
        {
            Username = body.Text("username") ?? user.Username,
            FirstName = body.Text("first_name") ?? user.FirstName,
            LastName = body.Text("last_name") ?? user.LastName,
            Email = body.Text("email") ?? user.Email,
            IsStaff = body.Boolean("is_staff", user.IsStaff),
            IsActive = body.Boolean("is_active", user.IsActive),
        };
        if (body.Has("password"))
            changed = changed with { PasswordHash = body.Text("password") is { Length: > 0 } password ? PasswordHash.Create(password) : null };
        return changed.PasswordHash != user.PasswordHash || changed.IsActive != user.IsActive ? changed with { SecurityStamp = user.SecurityStamp + 1 } : changed;
    }

    private static void Check(RequestBody body)
    {
        var errors = new FieldErrors();
        if (body.Text("username") is { } username && !username.All(c => char.IsLetterOrDigit(c) || c is '_' or '.' or '@' or '+' or '-'))
            errors.Add("username", "Enter a valid username. This value may contain only letters, numbers, and @/./+/-/_ characters.");
        if (body.Text("email") is { Length: > 0 } email && (email.Count(c => c == '@') != 1 || email[0] == '@' || email[^1] == '@' || email.Any(char.IsWhiteSpace)))
            errors.Add("email", "Enter a valid email address.");
        if (body.Text("password") is { Length: > 0 and < MinimumPassword })
            errors.Add("password", $"This password is too short. It must contain at least {MinimumPassword} characters.");
        if (!errors.IsEmpty)
            throw RequestRefusedException.Invalid(errors);
    }
}
