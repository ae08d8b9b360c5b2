using Pulp.Access;
using Pulp.Testing.Time;
using Pulp.Tests.Support;

namespace Pulp.Tests.Access;

[TestFixture]
internal sealed class LoginTests
{
    private const string Address = "192.0.2.1";
    private ManualTimeProvider time = null!;
    private TestPulp test = null!;
    private Logins logins = null!;
    private User user = null!;

    [SetUp]
    public async Task SetUp()
    {
        time = new ManualTimeProvider();
        test = await TestPulp.StartAsync(time: time);
        logins = test.Get<Logins>();
        user = (await test.Database.WriteAsync(session => session.Access.Users.InsertAsync(new User { Username = "ann", PasswordHash = PasswordHash.Create("secret") })))!;
    }

    [TearDown]
    public async Task TearDown() => await test.DisposeAsync();

    [Test]
    public void A_password_hash_has_the_format_of_django()
    {
        var hash = PasswordHash.Create("pässwörd");
        Assert.That(hash, Does.Match(@"^pbkdf2_sha256\$600000\$[0-9a-f]{32}\$[A-Za-z0-9+/]{43}=$"));
        Assert.That(PasswordHash.Create("pässwörd"), Is.Not.EqualTo(hash));
        Assert.That(PasswordHash.Verify("pässwörd", hash), Is.True);
        Assert.That(PasswordHash.Verify("passwörd", hash), Is.False);
        Assert.That(PasswordHash.Verify("password", "pbkdf2_sha256$1000$seasalt$ctCZHs8dx5b+RtQTsDcJHSyidoihBK9VGXy7K5uDkBY="), Is.False);
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("plain")]
    [TestCase("!unusable")]
    [TestCase("pbkdf2_sha256$0$salt$AAAA")]
    [TestCase("pbkdf2_sha256$-1$salt$AAAA")]
    [TestCase("pbkdf2_sha256$x$salt$AAAA")]
    [TestCase("pbkdf2_sha256$1$salt$")]
    [TestCase("argon2$1$salt$AAAA")]
    public void A_hash_that_is_none_fits_no_password(string? stored) => Assert.That(PasswordHash.Verify("secret", stored), Is.False);

    [Test]
    public void A_password_of_any_characters_is_hashed_and_one_too_long_never_fits()
    {
        const string odd = "half a pair: \ud800 and a nul: \0";
        Assert.That(PasswordHash.Verify(odd, PasswordHash.Create(odd)), Is.True);
        Assert.That(PasswordHash.Verify(new string('a', 5000), PasswordHash.Create("a")), Is.False);
    }

    [Test]
    public async Task Unknown_users_and_wrong_passwords_fail_alike()
    {
        Assert.That(await logins.LoginAsync("ann", "wrong", Address), Is.TypeOf<LoginOutcome.Refused>());
        Assert.That(await logins.LoginAsync("nobody", "secret", Address), Is.TypeOf<LoginOutcome.Refused>());
        Assert.That(await logins.LoginAsync("", "", Address), Is.TypeOf<LoginOutcome.Refused>());
    }

    [Test]
    public async Task A_remembered_login_ends_with_the_password_and_with_the_user()
    {
        await AssertAcceptedAsync("secret", true);
        await AssertAcceptedAsync("secret", true);
        user = await SaveAsync(user with { PasswordHash = PasswordHash.Create("other") });
        await AssertAcceptedAsync("secret", false);
        await AssertAcceptedAsync("other", true);
        user = await SaveAsync(user with { IsActive = false });
        await AssertAcceptedAsync("other", false);
        user = await SaveAsync(user with { IsActive = true });
        await AssertAcceptedAsync("other", true);
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task After_ten_failures_of_a_user_from_an_address_further_attempts_wait()
    {
        for (var i = 0; i < 10; i++)
            Assert.That(await logins.LoginAsync("ann", $"wrong{i}", Address), Is.TypeOf<LoginOutcome.Refused>());
        time.Advance(TimeSpan.FromSeconds(20));
        Assert.That(await logins.LoginAsync("ann", "secret", Address), Is.EqualTo(new LoginOutcome.TooManyFailures(TimeSpan.FromSeconds(40))));
        Assert.That(await logins.LoginAsync("ann", "secret", "192.0.2.2"), Is.TypeOf<LoginOutcome.Accepted>());
        Assert.That(await logins.LoginAsync("bob", "secret", Address), Is.TypeOf<LoginOutcome.Refused>());
        time.Advance(TimeSpan.FromSeconds(40));
        await AssertAcceptedAsync("secret", true);
    }

    [Test]
    public async Task After_a_hundred_failures_for_whatever_users_an_address_waits()
    {
        logins = new Logins(test.Database, time) { Verify = (password, _) => password == "secret" };
        await AssertAcceptedAsync("secret", true);
        for (var i = 0; i < 100; i++)
            Assert.That(await logins.LoginAsync($"user{i}", "wrong", Address), Is.TypeOf<LoginOutcome.Refused>());

        Assert.That(await logins.LoginAsync("user100", "wrong", Address), Is.EqualTo(new LoginOutcome.TooManyFailures(TimeSpan.FromMinutes(1))));
        await AssertAcceptedAsync("secret", true);
        Assert.That(await logins.LoginAsync("user100", "wrong", "192.0.2.2"), Is.TypeOf<LoginOutcome.Refused>());
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.That(await logins.LoginAsync("user100", "wrong", Address), Is.TypeOf<LoginOutcome.Refused>());
    }

    [Test]
    public async Task Failures_that_lie_apart_do_not_add_up()
    {
        logins = new Logins(test.Database, time) { Verify = (_, _) => false };
        for (var i = 0; i < 20; i++)
        {
            Assert.That(await logins.LoginAsync("ann", $"wrong{i}", Address), Is.TypeOf<LoginOutcome.Refused>());
            time.Advance(TimeSpan.FromSeconds(10));
        }
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task Guesses_at_the_same_time_are_verified_a_few_at_a_time_and_counted()
    {
        using var open = new ManualResetEventSlim();
        var (running, most, verified) = (0, 0, 0);
        logins = new Logins(test.Database, time)
        {
            Verify = (_, _) =>
            {
                var now = Interlocked.Increment(ref running);
                most = Math.Max(most, now);
                open.Wait(TimeSpan.FromSeconds(30));
                Interlocked.Increment(ref verified);
                Interlocked.Decrement(ref running);
                return false;
            },
        };
        var guesses = Enumerable.Range(0, 50).Select(i => Task.Run(async () => await logins.LoginAsync("ann", $"wrong{i}", Address))).ToList();
        open.Set();

        var outcomes = await Task.WhenAll(guesses);

        Assert.That(most, Is.LessThanOrEqualTo(Logins.MaximumVerifying));
        Assert.That(verified, Is.AtLeast(10).And.LessThan(10 + Logins.MaximumVerifying));
        Assert.That(outcomes, Has.Exactly(50 - verified).InstanceOf<LoginOutcome.TooManyFailures>());
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task The_same_password_at_the_same_time_is_not_verified_for_each_request()
    {
        using var open = new ManualResetEventSlim();
        var verified = 0;
        logins = new Logins(test.Database, time)
        {
            Verify = (_, _) =>
            {
                open.Wait(TimeSpan.FromSeconds(30));
                Interlocked.Increment(ref verified);
                return true;
            },
        };
        var attempts = Enumerable.Range(0, 50).Select(_ => Task.Run(async () => await logins.LoginAsync("ann", "secret", Address))).ToList();
        open.Set();

        Assert.That(await Task.WhenAll(attempts), Has.All.InstanceOf<LoginOutcome.Accepted>());
        Assert.That(verified, Is.LessThanOrEqualTo(Logins.MaximumVerifying));
    }

    [Test]
    public async Task A_token_works_until_it_expires_and_shows_when_it_was_used()
    {
        var tokens = test.Get<ApiTokens>();
        var (token, text) = await tokens.CreateAsync(user.Id, "ci", ["sample.*"], [], TimeSpan.FromHours(1));
        Assert.That(text, Does.StartWith("pulp_").And.Length.EqualTo(48));
        Assert.That(test.FilesHold(text), Is.False);
        Assert.That(await logins.LoginAsync(text), Is.TypeOf<LoginOutcome.Accepted>());
        Assert.That(await logins.LoginAsync("__token__", text, Address), Is.TypeOf<LoginOutcome.Accepted>());
        Assert.That(await logins.LoginAsync("ann", text, Address), Is.TypeOf<LoginOutcome.Accepted>());
        Assert.That(await logins.LoginAsync("bob", text, Address), Is.TypeOf<LoginOutcome.Refused>());
        Assert.That(await UsedAsync(), Is.EqualTo(time.GetUtcNow()));
        time.Advance(TimeSpan.FromMinutes(5));
        await logins.LoginAsync(text);
        Assert.That(await UsedAsync(), Is.EqualTo(time.GetUtcNow()));
        foreach (var wrong in new[] { "", "pulp_", text[..^1], text + "A", text[..^1] + (text[^1] == 'A' ? 'E' : 'A'), text[..^1] + 'ä', text.ToUpperInvariant() })
            Assert.That(await logins.LoginAsync(wrong), Is.TypeOf<LoginOutcome.Refused>(), wrong);
        time.Advance(TimeSpan.FromMinutes(55));
        Assert.That(await logins.LoginAsync(text), Is.TypeOf<LoginOutcome.Refused>());

        async Task<DateTimeOffset?> UsedAsync() => (await test.Database.ReadAsync(session => session.Access.Tokens.GetAsync(token.Id)))!.LastUsed;
    }

    [Test]
    public async Task A_token_dies_with_its_user_and_lives_ninety_days_unless_told()
    {
        var tokens = test.Get<ApiTokens>();
        var (usual, text) = await tokens.CreateAsync(user.Id, "usual", [], []);
        var (lasting, _) = await tokens.CreateAsync(user.Id, "lasting", [], [], Timeout.InfiniteTimeSpan);
        Assert.That(usual.Expires, Is.EqualTo(time.GetUtcNow().AddDays(90)));
        Assert.That(lasting.Expires, Is.Null);
        await SaveAsync(user with { IsActive = false });
        Assert.That(await logins.LoginAsync(text), Is.TypeOf<LoginOutcome.Refused>());
    }

    private async Task AssertAcceptedAsync(string password, bool accepted)
    {
        var outcome = await logins.LoginAsync("ann", password, Address);
        Assert.That(outcome, accepted ? Is.TypeOf<LoginOutcome.Accepted>() : Is.TypeOf<LoginOutcome.Refused>());
        if (outcome is LoginOutcome.Accepted { Caller.User: var caller })
            Assert.That(caller!.Id, Is.EqualTo(user.Id));
    }

    private async Task<User> SaveAsync(User changed)
    {
        Assert.That(await test.Database.WriteAsync(session => session.Access.Users.UpdateAsync(changed)), Is.True);
        return (await test.Database.ReadAsync(session => session.Access.Users.GetAsync(changed.Id)))!;
    }
}
