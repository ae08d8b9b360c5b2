using System.Runtime.Versioning;
using Microsoft.Extensions.DependencyInjection;
using Pulp.Access;
using Pulp.Stores;
using Pulp.Tests.Support;

namespace Pulp.Tests.Access;

[TestFixture]
[Platform(Exclude = "Win")]
[UnsupportedOSPlatform("windows")]
internal sealed class AdministratorTests
{
    private string folder = null!;

    [SetUp]
    public void SetUp() => folder = Directory.CreateTempSubdirectory("pulp-test-").FullName;

    [TearDown]
    public void TearDown() => Directory.Delete(folder, recursive: true);

    [Test]
    public async Task The_first_start_writes_a_password_only_the_owner_can_read([Values] bool wasThere)
    {
        var path = Path.Combine(folder, "admin-password");
        if (wasThere)
        {
            await File.WriteAllTextAsync(path, "old");
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        }

        string password;
        await using (var test = await StartAsync(password: null, path))
        {
            password = (await File.ReadAllTextAsync(path)).Trim();
            Assert.That(password, Has.Length.EqualTo(24));
            Assert.That(File.GetUnixFileMode(path), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
            Assert.That(await LoginAsync(test, password), Is.TypeOf<LoginOutcome.Accepted>());
            Assert.That(test.FilesHold(password), Is.False);
        }

        await using (var again = await StartAsync(password: "another", path))
        {
            Assert.That((await File.ReadAllTextAsync(path)).Trim(), Is.EqualTo(password));
            Assert.That(await LoginAsync(again, password), Is.TypeOf<LoginOutcome.Accepted>());
        }
    }

    [Test]
    public async Task A_password_that_is_given_is_written_nowhere()
    {
        var path = Path.Combine(folder, "admin-password");
        await using var test = await StartAsync("canary-password", path);
        Assert.That(File.Exists(path), Is.False);
        Assert.That(test.FilesHold("canary-password"), Is.False);
        var outcome = await LoginAsync(test, "canary-password");
        Assert.That(((LoginOutcome.Accepted)outcome).Caller.User!.IsSuperuser, Is.True);
    }

    [Test]
    public async Task A_lost_password_is_replaced_and_the_old_one_counts_no_more()
    {
        var path = Path.Combine(folder, "admin-password");
        await using var test = await StartAsync(password: null, path);
        var lost = (await File.ReadAllTextAsync(path)).Trim();
        Assert.That(await LoginAsync(test, lost), Is.TypeOf<LoginOutcome.Accepted>());

        await test.Get<AdministratorAccount>().ResetPasswordAsync();

        var found = (await File.ReadAllTextAsync(path)).Trim();
        Assert.That(File.GetUnixFileMode(path), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Assert.That(await LoginAsync(test, lost), Is.TypeOf<LoginOutcome.Refused>());
        Assert.That(await LoginAsync(test, found), Is.TypeOf<LoginOutcome.Accepted>());
    }

    [Test]
    public async Task A_reset_gives_back_every_right_and_makes_the_user_when_there_is_none()
    {
        await using var test = await StartAsync("canary-password", Path.Combine(folder, "admin-password"));
        var database = test.Get<IPulpDatabase>();
        var admin = (await database.ReadAsync(session => session.Access.Users.FindAsync("admin")))!;
        await database.WriteAsync(session => session.Access.Users.UpdateAsync(admin with { IsActive = false, IsSuperuser = false, IsStaff = false }));

        await test.Get<AdministratorAccount>().ResetPasswordAsync();

        Assert.That(((LoginOutcome.Accepted)await LoginAsync(test, "canary-password")).Caller.User!.IsSuperuser, Is.True);
        await database.WriteAsync(session => session.Access.Users.DeleteAsync(admin.Id));
        await test.Get<AdministratorAccount>().ResetPasswordAsync();
        Assert.That(((LoginOutcome.Accepted)await LoginAsync(test, "canary-password")).Caller.User!.IsSuperuser, Is.True);
    }

    private static async Task<LoginOutcome> LoginAsync(TestPulp test, string password) => await test.Get<Logins>().LoginAsync("admin", password, "");

    private Task<TestPulp> StartAsync(string? password, string path) => TestPulp.StartAsync(
        folder,
        builder => builder.Services.Configure<AdministratorOptions>(options => (options.IsEnabled, options.Password, options.PasswordFile) = (true, password, path)),
        keepsFolder: true);
}
