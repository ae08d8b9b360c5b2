using System.CommandLine;
using Pulp.Access;

namespace Pulp.Server.Commands;

/// <summary>
/// Lets an operator who lost the administrator's password back in.
/// </summary>
internal static class AdminCommands
{
    public static Command Create()
    {
        var reset = new Command(
            "reset-password",
            "Give the user admin a new password and all its rights: that of the setting AdminPassword (PULP_ADMIN_PASSWORD), or a random one, which is written to admin-password in the data folder. A running server takes it at once.")
            .WithExamples("admin reset-password");
        reset.SetAction((result, token) => CommandHost.LookAsync(
            result,
            async (services, settings) =>
            {
                await services.GetRequiredService<AdministratorAccount>().ResetPasswordAsync(token);
                if (settings.AdminPassword is null)
                {
                    Terminal.WriteUnbroken($"The new password of the user admin is in {settings.AdminPasswordFile}");
                    return 0;
                }

                // What it holds would mislead.
                File.Delete(settings.AdminPasswordFile);
                Terminal.WriteUnbroken("The user admin has the given password.");
                return 0;
            },
            token));
        return new Command("admin", "Work with the user admin.") { reset }.WithExamples("admin reset-password");
    }
}
