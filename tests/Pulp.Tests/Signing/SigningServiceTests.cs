using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Pulp.Signing;
using Pulp.Tests.Support;

namespace Pulp.Tests.Signing;

/// <summary>The scripts are real ones of the shell; only the cryptography is played.</summary>
[TestFixture]
[Platform(Exclude = "Win")]
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
internal sealed class SigningServiceTests
{
    private const string Armored = "-----BEGIN PGP SIGNATURE-----";

    private const string Key = """
        -----BEGIN PGP PUBLIC KEY BLOCK-----

        mDMEawp1zhYJKwYBBAHaRw8BAQdAHkKCBnjK8bISlKZfeD6fSrUHCGnQwCTFjZgB
        pwhnFoO0C1QgPHRAZS5jb20+iJAEExYIADgWIQQ+famoc3bqlllwFIey5i8KjPiE
        RgUCawp1zgIbAwULCQgHAgYVCgkICwIEFgIDAQIeAQIXgAAKCRCy5i8KjPiERjqm
        AQD83EU2KxxBZD0kMSB0Gn15SpYV7wuwbXQT7JCGPi1l8AEAgrgEsamX7e4xR7r1
        SMvk89OFaFJ2es8vv6hN67LPQQU=
        =wtQo
        -----END PGP PUBLIC KEY BLOCK-----
        """;

    private readonly PlayedVerifier verifier = new();
    private TestPulp pulp = null!;
    private SigningServices services = null!;

    [SetUp]
    public async Task Start()
    {
        verifier.Reason = null;
        pulp = await TestPulp.StartAsync(configure: builder => builder.Services.AddSingleton<ISignatureVerifier>(verifier));
        services = pulp.Get<SigningServices>();
    }

    [TearDown]
    public async Task Stop() => await pulp.DisposeAsync();

    [Test]
    public async Task A_script_that_signs_is_registered_found_and_taken_away()
    {
        var script = Script($$"""printf '%s by %s' '{{Armored}}' "$PULP_SIGNING_KEY_FINGERPRINT" > "$1.asc"; echo "{\"file\":\"$1\",\"signature\":\"$1.asc\"}" """);
        var service = await services.AddAsync("good", script, Key);
        Assert.That((service.PubkeyFingerprint, service.Script, service.Kind), Is.EqualTo(("3E7DA9A87376EA9659701487B2E62F0A8CF88446", script, "core:AsciiArmoredDetachedSigningService")));
        Assert.That(verifier.Verified, Does.EndWith("by 3E7DA9A87376EA9659701487B2E62F0A8CF88446"));
        Assert.That((await services.ListAsync()).Select(listed => listed.Name), Is.EqualTo(new[] { "good" }));
        await RefuseAsync(() => services.AddAsync("good", script, Key), "unique");
        Assert.That(await services.RemoveAsync("good"), Is.True);
        Assert.That(await services.RemoveAsync("good"), Is.False);
        Assert.That(Directory.Exists(Path.Combine(pulp.Folder, "work", "tasks")) ? Directory.GetDirectories(Path.Combine(pulp.Folder, "work", "tasks")) : [], Is.Empty);
    }

    [Test]
    public async Task A_path_that_is_printed_may_be_relative_to_the_file()
    {
        var script = Script($$"""echo '{{Armored}}' > made.asc; echo '{"signature":"made.asc"}'""");
        Assert.That((await services.AddAsync("relative", script, Key)).Name, Is.EqualTo("relative"));
    }

    [Test]
    public async Task A_signature_by_another_key_is_refused()
    {
        verifier.Reason = "BAD signature";
        await RefuseAsync(() => services.AddAsync("bad", Script($$"""echo '{{Armored}}' > made; echo '{"signature":"made"}'"""), Key), "BAD signature");
        Assert.That(await services.ListAsync(), Is.Empty);
    }

    [TestCase("echo not here >&2; exit 3", "exit code 3: not here")]
    [TestCase("echo hello", "JSON object")]
    [TestCase("echo '[]'", "JSON object")]
    [TestCase("echo '{}'", "does not print 'signature'")]
    [TestCase("""echo '{"signature":7}'""", "does not print 'signature'")]
    [TestCase("""echo '{"signature":"/no/such/file"}'""", "cannot be read")]
    [TestCase("""echo '{"signature":"."}'""", "cannot be read")]
    [TestCase(""": > empty; echo '{"signature":"empty"}'""", "0 bytes")]
    [TestCase("""echo plain > plain; echo '{"signature":"plain"}'""", "ASCII armor")]
    [TestCase("yes", "writes more than")]
    [TestCase("yes | head -c 200000 >&2; kill -9 $$", "exit code 137: y")]
    public async Task What_a_script_does_wrong_is_said(string body, string reason)
    {
        await RefuseAsync(() => services.AddAsync("wrong", Script(body), Key), reason);
        Assert.That(await services.ListAsync(), Is.Empty);
    }

    [Test]
    public async Task A_script_that_takes_too_long_is_ended_with_what_it_started()
    {
        pulp.Get<IOptions<PulpOptions>>().Value.SigningTimeLimit = TimeSpan.FromSeconds(1);
        var mark = Path.Combine(pulp.Folder, "child");
        await RefuseAsync(() => services.AddAsync("slow", Script($"sleep 600 & echo $! > '{mark}'; wait"), Key), "did not end within 1 seconds");
        var child = int.Parse(await File.ReadAllTextAsync(mark), System.Globalization.CultureInfo.InvariantCulture);
        Assert.That(() => !File.Exists($"/proc/{child}/status") || File.ReadAllText($"/proc/{child}/status").Contains("Z (zombie)", StringComparison.Ordinal), Is.True.After(5000, 50));
    }

    [Test]
    public async Task A_script_does_not_see_the_servers_settings()
    {
        Environment.SetEnvironmentVariable("PULP_ADMIN_PASSWORD", "secret");
        try
        {
            await RefuseAsync(() => services.AddAsync("curious", Script("env | grep ^PULP_ >&2; exit 1"), Key), "PULP_SIGNING_KEY_FINGERPRINT", not: "secret");
        }
        finally
        {
            Environment.SetEnvironmentVariable("PULP_ADMIN_PASSWORD", null);
        }
    }

    [Test]
    public async Task What_cannot_be_a_signing_service_is_refused()
    {
        var script = Script("exit 0");
        await RefuseAsync(() => services.AddAsync("x", "sign.sh", Key), "not absolute");
        await RefuseAsync(() => services.AddAsync("x", script + ".none", Key), "no script");
        await RefuseAsync(() => services.AddAsync("x", script, Key, "core:Other"), "core:AsciiArmoredDetachedSigningService");
        Assert.That(async () => await services.AddAsync("x", script, "no key"), Throws.TypeOf<OpenPgpFormatException>());
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.OtherWrite);
        await RefuseAsync(() => services.AddAsync("x", script, Key), "Everyone");
        File.SetUnixFileMode(script, UnixFileMode.UserRead);
        await RefuseAsync(() => services.AddAsync("x", script, Key), "not executable");
    }

    private static async Task RefuseAsync(Func<Task> add, string reason, string? not = null)
    {
        var refused = Assert.ThrowsAsync<SigningException>(async () => await add());
        Assert.That(refused!.Message, Does.Contain(reason));
        if (not is not null)
            Assert.That(refused.Message, Does.Not.Contain(not));
        await Task.CompletedTask;
    }

    private string Script(string body)
    {
        var path = Path.Combine(pulp.Folder, "sign.sh");
        File.WriteAllText(path, $"#!/bin/sh\n{body}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    private sealed class PlayedVerifier : ISignatureVerifier
    {
        public string? Reason { get; set; }

        public string Verified { get; private set; } = "";

        public async Task<string?> VerifyAsync(OpenPgpKey key, string signature, string? file, CancellationToken cancellationToken = default)
        {
            Verified = await File.ReadAllTextAsync(signature, cancellationToken);
            return Reason;
        }
    }
}
