using Pulp.Server.Settings;

namespace Pulp.Server.Tests;

[TestFixture]
public sealed class SettingsReaderTests
{
    private string folder = null!;

    [SetUp]
    public void MakeFolder()
    {
        folder = Directory.CreateTempSubdirectory("pulp-settings-").FullName;
        Directory.CreateDirectory(Path.Combine(folder, "plugins"));
    }

    [TearDown]
    public void RemoveFolder() => Directory.Delete(folder, recursive: true);

    [Test]
    public void The_command_line_wins_over_the_environment_and_that_over_the_file()
    {
        var settings = Read(
            """{ "Pulp": { "ApiRoot": "/file/", "ContentPathPrefix": "/file/content/", "CacheSize": 1 } }""",
            [("PULP_CONTENT_PATH_PREFIX", "/environment/"), ("PULP_CACHE_SIZE", "2"), ("HOME", "/ignored")],
            [("CacheSize", "3")]);

        Assert.That(settings.Pulp.ApiRoot, Is.EqualTo("/file/"));
        Assert.That(settings.Pulp.ContentPathPrefix, Is.EqualTo("/environment/"));
        Assert.That(settings.Pulp.CacheSize, Is.EqualTo(3));
    }

    [Test]
    public void A_list_in_the_file_is_a_json_array() =>
        Assert.That(Read("""{ "Pulp": { "AllowedImportPaths": ["/a", "/b"] } }""", [], []).Pulp.AllowedImportPaths, Is.EqualTo(new[] { "/a", "/b" }));

    [Test]
    public void Everything_wrong_is_reported_at_once()
    {
        var refused = Assert.Throws<InvalidSettingsException>(() => Read("""{ "Pulp": { "Nonsense": 1 } }""", [("PULP_CACHE_SIZE", "big")], [("ApiRoot", "api")]))!;

        Assert.That(refused.Message, Does.Contain("'Nonsense'").And.Contain("PULP_CACHE_SIZE").And.Contain("ApiRoot: 'api' must begin and end with a slash"));
    }

    [TestCase("Urls", "http//x")]
    [TestCase("Urls", "ftp://127.0.0.1")]
    [TestCase("Urls", "")]
    [TestCase("Urls", "http://127.0.0.1:80000")]
    [TestCase("Urls", "http://pulp.example:8080")]
    [TestCase("Plugins", "/no/such/folder")]
    [TestCase("TrustedProxies", "proxy.example")]
    [TestCase("AllowedNetworks", "10.0.0.0/99")]
    [TestCase("DeniedNetworks", "nonsense")]
    [TestCase("AllowedImportPaths", "imports")]
    [TestCase("AllowedExportPaths", "exports")]
    [TestCase("ContentOrigin", "pulp.example")]
    [TestCase("ContentOrigin", "file:///etc")]
    [TestCase("MaximumRunningTasks", "0")]
    [TestCase("CacheSize", "-1")]
    [TestCase("ContentChecksums", "")]
    [TestCase("ContentChecksums", "md5,sha512")]
    [TestCase("TaskGraceInterval", "-00:00:01")]
    [TestCase("AdminPassword", "")]
    public void A_value_without_sense_is_named(string name, string value) =>
        Assert.That(Assert.Throws<InvalidSettingsException>(() => Read("{}", [], [(name, value)]))!.Message, Does.StartWith(name));

    [TestCase("""{ "Pulp": { "ContentChecksums": ["sha512", "md5"] } }""", "write md5,sha256,sha512.")]
    [TestCase("""{ "Pulp": { "ContentChecksums": "sha1" } }""", "write sha1,sha256.")]
    [TestCase("""{ "Pulp": { "ContentChecksums": ["sha256", "whirlpool"] } }""", "sha384 and sha512")]
    public void Checksums_without_sha256_or_unknown_stop_the_start_with_the_way_out(string json, string wayOut) =>
        Assert.That(Assert.Throws<InvalidSettingsException>(() => Read(json, [], []))!.Message, Does.Contain("ContentChecksums").And.Contain(wayOut));

    [TestCase("/pulp/", "/pulp/")]
    [TestCase("/pulp/", "/")]
    [TestCase("/pulp/", "/pulp/api/")]
    [TestCase("/pulp/", "/Pulp/API/v3/content/")]
    [TestCase("/", "/api/v3/")]
    public void Content_below_the_path_of_the_rest_api_stops_the_start_with_the_way_out(string api, string content) =>
        Assert.That(
            Assert.Throws<InvalidSettingsException>(() => Read("{}", [], [("ApiRoot", api), ("ContentPathPrefix", content)]))!.Message,
            Does.StartWith($"ContentPathPrefix: '{content}' overlaps with the REST API at '{api}api/v3/'").And.EndWith($"for example {api}content/."));

    [TestCase("/", "/content/")]
    [TestCase("/pulp/", "/files/")]
    [TestCase("/pulp/", "/pulp/api/files/")]
    public void Content_beside_the_rest_api_is_fine(string api, string content) =>
        Assert.That(Read("{}", [], [("ApiRoot", api), ("ContentPathPrefix", content)]).Pulp.ContentPathPrefix, Is.EqualTo(content));

    [TestCase("ApiRoot", "/{api}/")]
    [TestCase("ApiRoot", "/a//b/")]
    [TestCase("ContentPathPrefix", "/con tent/")]
    [TestCase("ContentPathPrefix", "/%63/")]
    public void A_path_that_is_served_is_a_plain_one(string name, string path) =>
        Assert.That(Assert.Throws<InvalidSettingsException>(() => Read("{}", [], [(name, path)]))!.Message, Does.StartWith($"{name}: '{path}' must be a plain path"));

    [TestCase("[1]")]
    [TestCase("{ \"Pulp\": 3 }")]
    [TestCase("{ nonsense")]
    public void A_file_of_another_shape_is_named(string json) =>
        Assert.That(Assert.Throws<InvalidSettingsException>(() => Read(json, [], []))!.Message, Does.Contain("appsettings.json"));

    [Test]
    public void Work_is_done_in_the_data_folder_unless_it_is_named()
    {
        Assert.That(Read("{}", [], []).Pulp.WorkingFolder, Is.EqualTo(Path.Combine(folder, "data", "work")));
        Assert.That(Read("{}", [], [("WorkingFolder", "/elsewhere")]).Pulp.WorkingFolder, Is.EqualTo("/elsewhere"));
    }

    [TestCase("http://127.0.0.1:8080")]
    [TestCase("http://localhost:8080;http://[::1]:8080")]
    [TestCase("http://*:80")]
    [TestCase("https://+:443")]
    [TestCase("http://0.0.0.0:0")]
    public void Addresses_of_this_machine_can_be_listened_on(string urls) => Assert.That(Read("{}", [], [("Urls", urls)]).Urls, Is.EqualTo(urls));

    [TestCase("127.0.0.1")]
    [TestCase("::1")]
    [TestCase("10.0.0.0/8, fd00::/8")]
    public void Proxies_are_addresses_or_networks(string proxies) =>
        Assert.That(Read("{}", [], [("TrustedProxies", proxies)]).TrustedProxies, Has.Count.EqualTo(proxies.Split(',').Length));

    [Test]
    public void A_tilde_is_the_users_home_where_no_shell_expands_it()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

        Assert.That(Read("""{ "Pulp": { "WorkingFolder": "~/pulp work" } }""", [], []).Pulp.WorkingFolder, Is.EqualTo(Path.Combine(home, "pulp work")));
        Assert.That(Read("{}", [], [("Data", "~/data")]).Data, Is.EqualTo(Path.Combine(home, "data")));
        Assert.That(Read("{}", [], [("Data", "~other")]).Data, Is.EqualTo(Path.Combine(Environment.CurrentDirectory, "~other")));
    }

    [TestCase("http://0.0.0.0:8080", "http://127.0.0.1:8080")]
    [TestCase("http://[::]:80/", "http://127.0.0.1:80")]
    [TestCase("https://pulp.example", "https://pulp.example")]
    public void A_client_connects_to_an_address_it_can_reach(string url, string expected) =>
        Assert.That(ServerSettings.ClientAddressOf(url), Is.EqualTo(expected));

    private ServerSettings Read(string json, (string Name, string Value)[] environment, (string Name, string Value)[] commandLine)
    {
        var file = Path.Combine(folder, "appsettings.json");
        File.WriteAllText(file, json);
        (string, string)[] given = [("Data", Path.Combine(folder, "data")), ("Plugins", Path.Combine(folder, "plugins")), .. commandLine];
        return SettingsReader.Read([file], environment.Select(Pair), given.Select(Pair));
    }

    private static KeyValuePair<string, string> Pair((string Name, string Value) pair) => new(pair.Name, pair.Value);
}
