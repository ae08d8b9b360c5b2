using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Pulp.Remotes;
using Pulp.Secrets;
using Pulp.Sync;
using Pulp.Tasking;
using Pulp.Testing.Samples;
using Pulp.Tests.Support;

namespace Pulp.Tests.Secrets;

[TestFixture]
internal sealed class SecretTests
{
    private const string Canary = "c4nary-8f1e";
    private string folder = null!;

    private string KeyFile => Path.Combine(folder, "key");

    [SetUp]
    public void SetUp() => folder = Directory.CreateTempSubdirectory("pulp-test-").FullName;

    [TearDown]
    public void TearDown() => Directory.Delete(folder, recursive: true);

    [Test]
    public void A_secret_comes_back_and_never_looks_the_same_twice()
    {
        var protector = EncryptionKeyFile.Open(KeyFile);
        var secret = protector.Protect(Encoding.UTF8.GetBytes(Canary));
        Assert.That(protector.Protect(Encoding.UTF8.GetBytes(Canary)), Is.Not.EqualTo(secret));
        Assert.That(Encoding.UTF8.GetString(EncryptionKeyFile.Open(KeyFile).Unprotect(secret)), Is.EqualTo(Canary));
        for (var i = 0; i < secret.Length; i++)
        {
            var bent = (byte[])secret.Clone();
            bent[i] ^= 1;
            Assert.Throws<SecretException>(() => protector.Unprotect(bent), $"byte {i}");
        }

        Assert.Throws<SecretException>(() => protector.Unprotect([]));
        Assert.That(protector.Unprotect(protector.Protect([])), Is.Empty);
    }

    [Test]
    public void Old_secrets_are_read_after_a_new_key_was_put_first()
    {
        var old = EncryptionKeyFile.Open(KeyFile).Protect("x"u8);
        var fresh = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        File.WriteAllText(KeyFile, fresh + "\n\n" + File.ReadAllText(KeyFile));
        var rotated = EncryptionKeyFile.Open(KeyFile);
        Assert.That(rotated.Unprotect(old), Is.EqualTo("x"u8.ToArray()));
        var newer = rotated.Protect("y"u8);
        File.WriteAllText(KeyFile, fresh);
        Assert.That(EncryptionKeyFile.Open(KeyFile).Unprotect(newer), Is.EqualTo("y"u8.ToArray()));
        Assert.Throws<SecretException>(() => EncryptionKeyFile.Open(KeyFile).Unprotect(old));
    }

    [TestCase("")]
    [TestCase("\n")]
    [TestCase("short")]
    [TestCase("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void A_key_file_without_a_key_is_named(string text)
    {
        File.WriteAllText(KeyFile, text);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(KeyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Assert.That(Assert.Throws<SecretException>(() => EncryptionKeyFile.Open(KeyFile))!.Message, Does.Contain(KeyFile).And.Not.Contain("AAAA"));
    }

    [Test]
    [Platform(Exclude = "Win")]
    [UnsupportedOSPlatform("windows")]
    public void A_key_file_is_private_or_refused()
    {
        EncryptionKeyFile.Open(KeyFile);
        Assert.That(File.GetUnixFileMode(KeyFile), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Assert.That(Directory.GetFiles(folder), Is.EqualTo(new[] { KeyFile }));
        foreach (var mode in new[] { UnixFileMode.GroupRead, UnixFileMode.OtherRead, UnixFileMode.GroupWrite, UnixFileMode.OtherWrite })
        {
            File.SetUnixFileMode(KeyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite | mode);
            Assert.That(Assert.Throws<SecretException>(() => EncryptionKeyFile.Open(KeyFile))!.Message, Does.Contain("chmod 600"));
        }
    }

    [Test]
    public void Processes_that_start_at_once_use_one_key()
    {
        var protectors = new ISecretProtector[8];
        Parallel.For(0, protectors.Length, i => protectors[i] = EncryptionKeyFile.Open(KeyFile));
        var secret = protectors[0].Protect("x"u8);
        foreach (var protector in protectors)
            Assert.That(protector.Unprotect(secret), Is.EqualTo("x"u8.ToArray()));
    }

    [Test]
    [Platform(Include = "Linux")]
    public void Of_several_keys_named_at_once_one_has_the_name()
    {
        for (var round = 0; round < 1000; round++)
        {
            File.Delete(KeyFile);
            var mine = Enumerable.Range(0, 4).Select(i => $"{KeyFile}.{i}").ToList();
            mine.ForEach(file => File.WriteAllText(file, file));
            using var together = new Barrier(mine.Count);
            var named = new bool[mine.Count];
            var threads = mine.Select((file, i) => new Thread(() =>
            {
                together.SignalAndWait();
                named[i] = EncryptionKeyFile.TryName(file, KeyFile);
            })).ToList();
            threads.ForEach(thread => thread.Start());
            threads.ForEach(thread => thread.Join());

            Assert.That(named.Count(won => won), Is.EqualTo(1));
            Assert.That(File.ReadAllText(KeyFile), Is.EqualTo(mine[Array.IndexOf(named, true)]));
        }
    }

    [Test]
    public async Task Secrets_stand_nowhere_in_the_clear()
    {
        var log = new LogLines();
        await using var test = await TestPulp.StartAsync(configure: builder => builder.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(log)));
        var remote = await test.Pulp.CreateAsync(new DemoRemote
        {
            Name = "remote",
            Url = "http://127.0.0.1:9/",
            Username = "ann",
            Password = Canary,
            ProxyUrl = "http://127.0.0.1:9/",
            ProxyUsername = "ann",
            ProxyPassword = Canary,
            MaxRetries = 0,
            Policy = DownloadPolicy.Immediate,
        });
        await test.Pulp.CreateAsync(new SampleRemote { Name = "sample", Url = "http://127.0.0.1:9/", Token = Canary });
        remote = await test.Pulp.UpdateAsync(remote with { Choice = "x" });
        Assert.That((await test.Pulp.FindAsync<DemoRemote>("remote"))!.Password, Is.EqualTo(Canary));

        var repository = await test.RepositoryAsync();
        var address = new Uri($"http://ann:{Canary}@127.0.0.1:9/file?token={Canary}");
        test.Script.Yield(new DeclaredContent(new DemoFile { Name = "file" }, TestPulp.FileAt(address, "file", "x"u8)));
        var failed = Assert.ThrowsAsync<TaskFailedException>(() => test.Pulp.SyncAsync(repository, remote));
        Assert.That(failed!.ToString(), Does.Not.Contain(Canary));
        Assert.That(log.Text, Does.Not.Contain(Canary));
        Assert.That(test.FilesHold(Canary), Is.False);
        Assert.That(test.FilesHold("127.0.0.1:9"), Is.True, "the search finds what is there");
    }

    [Test]
    public async Task A_database_does_not_open_with_another_key_than_its_secrets_have()
    {
        var data = Path.Combine(folder, "data");
        await using (var first = await TestPulp.StartAsync(data, keepsFolder: true))
            await first.Pulp.CreateAsync(new DemoRemote { Name = "remote", Url = "http://127.0.0.1:9/", Username = "ann", Password = Canary });
        var keys = Directory.GetFiles(data, "encryption-key");
        var kept = await File.ReadAllTextAsync(keys.Single());
        File.Delete(keys.Single());

        Assert.That(
            async () => await TestPulp.StartAsync(data, keepsFolder: true), Throws.InstanceOf<SecretException>().With.Message.Contains("encryption-key").And.Message.Not.Contains(Canary));

        await File.WriteAllTextAsync(keys.Single(), kept);
        await using var again = await TestPulp.StartAsync(data, keepsFolder: true);
        Assert.That((await again.Pulp.FindAsync<DemoRemote>("remote"))!.Password, Is.EqualTo(Canary));
    }

    private sealed class LogLines : ILoggerProvider, ILogger
    {
        private readonly StringBuilder lines = new();

        public string Text
        {
            get
            {
                lock (lines)
                    return lines.ToString();
            }
        }

        public ILogger CreateLogger(string categoryName) => this;

        public void Dispose()
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (lines)
                lines.AppendLine($"{formatter(state, exception)} {exception}");
        }
    }
}
