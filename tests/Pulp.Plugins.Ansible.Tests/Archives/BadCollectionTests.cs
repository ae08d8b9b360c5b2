using System.Text;
using System.Text.Json.Nodes;
using Pulp.Archives;
using Pulp.Plugins.Ansible.Archives;
using Pulp.Plugins.Ansible.Tests.Support;
using Pulp.Testing.Archives;
using Pulp.Testing.Fuzzing;
using Pulp.Uploads;

namespace Pulp.Plugins.Ansible.Tests.Archives;

internal sealed class BadCollectionTests
{
    private static IEnumerable<TestCaseData> Archives()
    {
        var good = new CollectionBuilder().Build();
        yield return Case("L1 an empty file", [], "no acceptable .tar.gz");
        yield return Case("L1 no gzip", Encoding.UTF8.GetBytes(new string('x', 1000)), "no acceptable .tar.gz");
        yield return Case("L1 gzip of nothing", TarBuilder.Gzip([]), "ends too early");
        yield return Case("L1 gzip of something else", TarBuilder.Gzip(Encoding.UTF8.GetBytes(new string('x', 1000))), "no acceptable tar archive");
        yield return Case("L1 an archive with nothing in it", new TarBuilder().Build(), "MANIFEST.json is missing");
        yield return Case("L1 a cut file", good[..(good.Length / 2)], "no acceptable .tar.gz");
        yield return Case("L1 a file without trailer", good[..^8], "no acceptable .tar.gz");
        yield return Case("L1 a second member", [.. good, .. good], "followed by something else");
        yield return Case("L1 a damaged file", [.. good[..^8], (byte)(good[^8] ^ 1), .. good[^7..]], "damaged");
        yield return Case("L3 a link out of the archive", Built(tar => tar.Link("x", "../../etc/passwd")), "Invalid link target");
        yield return Case("L3 a link to an absolute path", Built(tar => tar.Link("x", "/etc/passwd")), "Invalid link target");
        yield return Case("L3 a hard link to an absolute path", Built(tar => tar.Link("x", "/etc/passwd", hard: true)), "Invalid link target");
        yield return Case("L3 a hard link out of the archive", Built(tar => tar.Link("docs/x", "../README.md", hard: true)), "Invalid link target");
        yield return Case("L3 links that climb together", Built(tar => tar.Link("d", ".").Link("up", "d/..")), "Invalid link target");
        yield return Case("L3 a member behind a link", Built(tar => tar.Link("d", "meta").File("d/up", "x")), "lie behind 'd'");
        yield return Case("L3 a link behind a link", Built(tar => tar.Link("d", ".").Link("d/up", "..")), "lie behind 'd'");
        yield return Case("L3 a loop", Built(tar => tar.Link("a", "b").Link("b", "a")), "Invalid link target");
        yield return Case("L3 a link to itself", Built(tar => tar.Link("a", "a")), "Invalid link target");
        yield return Case("L3 a link to nothing", Built(tar => tar.Link("a", "nothing")), "Invalid link target");
        yield return Case("L3 a link with a backslash", Built(tar => tar.Link("a", "..\\..\\x")), "Invalid link target");
        yield return Case("L3 a link without a target", Built(tar => tar.Link("a", "")), "Invalid link target");
        yield return Case("L4 a pipe", Built(tar => tar.Member("p", '6', [])), "neither file, folder nor link");
        yield return Case("L4 a character device", Built(tar => tar.Member("p", '3', [])), "neither file, folder nor link");
        yield return Case("L4 a block device", Built(tar => tar.Member("p", '4', [])), "neither file, folder nor link");
        yield return Case("L4 set-user-ID", Built(tar => tar.Member("p", '0', [], mode: 0x9ED)), "set-user-ID");
        yield return Case("L4 set-group-ID", Built(tar => tar.Member("p", '0', [], mode: 0x5ED)), "set-group-ID");
        yield return Case("L5 a second MANIFEST.json", Built(tar => tar.File("MANIFEST.json", "{}")), "more than once");
        yield return Case("L5 a second MANIFEST.json in other words", Built(tar => tar.File("./MANIFEST.json", "{}")), "more than once");
        yield return Case("L5 a second file", Built(tar => tar.File("README.md", "x")), "more than once");
        yield return Case("L5 a file that is a folder too", Built(tar => tar.File("README.md/x", "x")), "lie behind 'README.md'");
        yield return Case("a path out of the archive", Built(tar => tar.File("../x", "x")), "Invalid file path");
        yield return Case("an absolute path", Built(tar => tar.File("/x", "x")), "Invalid file path");
        yield return Case("a backslash", Built(tar => tar.File("..\\x", "x")), "Invalid file path");
        yield return Case("a path that is not UTF-8", Built(tar => tar.Member("x", '0', [], change: NotUtf8)), "Invalid file path");
        yield return Case("too many folders", Built(tar => tar.File(string.Concat(Enumerable.Repeat("a/", 70)) + "x", "x")), "folders deep");
        yield return Case("L14 an entry that claims 10 GB", Built(tar => tar.Member("big", '0', [], size: (1L << 33) - 1)), "unpacks to more than");
        yield return Case("L14 a bomb", Built(tar => tar.Member("big", '0', new byte[80 << 20])), "unpacks to more than");

        static void NotUtf8(byte[] header)
        {
            header[0] = 0xFF;
            "        "u8.CopyTo(header.AsSpan(148));
            Encoding.ASCII.GetBytes(Convert.ToString(header.Sum(static b => b), 8).PadLeft(6, '0') + "\0 ").CopyTo(header, 148);
        }
    }

    private static IEnumerable<TestCaseData> Manifests()
    {
        yield return Case("L6 no MANIFEST.json", new TarBuilder().File("README.md", "x").Build(), "MANIFEST.json is missing");
        yield return Case("L6 a MANIFEST.json that is not at the top", new TarBuilder().File("acme-tools-1.0.0/MANIFEST.json", "{}").Build(), "MANIFEST.json is missing");
        yield return Case("L6 a huge MANIFEST.json", new TarBuilder().File("MANIFEST.json", new byte[2 << 20]).Build(), "more than 1048576 bytes");
        yield return Manifest("half a character", manifest => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(manifest).Replace("Tools for tests", "\\ud800", StringComparison.Ordinal)), "MANIFEST.json is no acceptable JSON");
        yield return Manifest("L6 a MANIFEST.json that is not UTF-8", bytes => [.. bytes[..^2], .. "\"\": \""u8, 0xFF, (byte)'"', (byte)'}'], "UTF-8");
        yield return Manifest("L6 a MANIFEST.json of depth 1000", _ => Encoding.UTF8.GetBytes(new string('[', 1000) + new string(']', 1000)), "no acceptable JSON");
        yield return Manifest("L6 a MANIFEST.json that is no JSON", _ => "{"u8.ToArray(), "no acceptable JSON");
        yield return Manifest("L6 a MANIFEST.json that is a list", _ => "[]"u8.ToArray(), "must hold a JSON object");
        yield return Manifest("L6 a MANIFEST.json with a key twice", bytes => [.. "{\"format\": 1,"u8, .. bytes.AsSpan(bytes.AsSpan().IndexOf((byte)'{') + 1)], "no acceptable JSON");
        yield return Manifest("L6 a MANIFEST.json without information", _ => "{}"u8.ToArray(), "no 'collection_info'");
        yield return Manifest("L6 a MANIFEST.json without the list of files", _ => "{\"collection_info\": {}}"u8.ToArray(), "'file_manifest_file'");
        foreach (var name in (string[])["a__b", "A", "1a", "con", "lpt1", "tööls", "a-b", "a.b", "import", "_a", "x", "", "../x", new string('a', 65)])
        {
            yield return Info($"L9 the name '{name}'", "name", name, "is not allowed");
            yield return Info($"L9 the namespace '{name}'", "namespace", name, "is not allowed");
        }

        foreach (var version in (string[])["1.0", "1.0.0+build", "v1", "v1.0.0", "01.0.0", "1.0.0-", "latest", "", "1.0.0 ", $"1.0.0-{new string('a', 130)}"])
            yield return Info($"L10 the version '{version}'", "version", version, "is no semantic version");
        yield return Info("a name that is no text", "name", 7, "is not allowed");
        yield return Info("no authors", "authors", new JsonArray(), "'authors' is missing");
        yield return Info("authors that are no list", "authors", "Ann", "'authors' in MANIFEST.json must be a list of texts");
        yield return Info("an author without end", "authors", new JsonArray(new string('a', 65)), "64 characters");
        yield return Info("no repository", "repository", null, "'repository' is missing");
        yield return Info("an address without end", "homepage", new string('a', 2001), "2000 characters");
        yield return Info("no readme", "readme", null, "'readme' is missing");
        yield return Info("a readme that is not there", "readme", "OTHER.md", "'OTHER.md' is not in the archive");
        yield return Info("a licence of no list", "license", new JsonArray("GPLv3"), "'GPLv3' is no current SPDX identifier");
        yield return Info("a licence that is out of date", "license", new JsonArray("GPL-3.0"), "'GPL-3.0' is no current SPDX identifier");
        yield return Info("no licence", "license", new JsonArray(), "Exactly one of");
        yield return Info("two kinds of licence", "license_file", "LICENSE", "Exactly one of");
        yield return Info("a tag with blanks", "tags", new JsonArray("a tag"), "The tag 'a tag' is not allowed");
        yield return Info("too many tags", "tags", new JsonArray([.. Enumerable.Range(0, 21).Select(i => JsonValue.Create($"t{i}"))]), "at most 20");
        yield return Info("L11 a dependency on a range of garbage", "dependencies", new JsonObject { ["acme.base"] = ">=banana" }, "is no range of versions");
        yield return Info("L11 a dependency that is no collection", "dependencies", new JsonObject { ["base"] = "*" }, "is no collection's name");
        yield return Info("L11 a dependency on itself", "dependencies", new JsonObject { ["acme.tools"] = "*" }, "depends on itself");
        yield return Info("L11 dependencies that are a list", "dependencies", new JsonArray("acme.base"), "must name collections");
    }

    private static IEnumerable<TestCaseData> Files()
    {
        var builder = new CollectionBuilder();
        yield return Case("no FILES.json", new TarBuilder().File("MANIFEST.json", builder.Manifest([])).Build(), "FILES.json is missing");
        yield return Case("a FILES.json that the manifest does not know", new TarBuilder().File("MANIFEST.json", builder.Manifest([])).File("FILES.json", "{\"files\":[]}").Build(), "but MANIFEST.json says");
        yield return List("a FILES.json without files", _ => new JsonObject(), "no list 'files'");
        yield return List("a FILES.json with an item without name", list => Add(list, new JsonObject { ["ftype"] = "file" }), "has no 'name'");
        yield return List("a FILES.json with a device", list => Add(list, new JsonObject { ["name"] = "x", ["ftype"] = "chr" }), "neither 'file' nor 'dir'");
        yield return List("a file that is listed and not there", list => Add(list, new JsonObject { ["name"] = "gone", ["ftype"] = "file", ["chksum_sha256"] = "00" }), "'gone' is in FILES.json, but not in the archive");
        yield return List("a file that is listed outside of the archive", list => Add(list, new JsonObject { ["name"] = "../../etc/passwd", ["ftype"] = "file", ["chksum_sha256"] = "00" }), "not in the archive");
        yield return List("a file that is listed twice", list => Add(list, list["files"]!.AsArray()[^1]!.DeepClone()), "more than once");
        yield return List("a file with another SHA-256", list => Change(list, "chksum_sha256", new string('0', 64)), "but FILES.json says 0000");
        yield return List("a file without a SHA-256", list => Change(list, "chksum_sha256", null), "but FILES.json says nothing");
        yield return Case("a file that is not listed", Built(tar => tar.File("extra", "x")), "'extra' is in the archive, but not in FILES.json");
        yield return Case("a folder that is not listed", Built(tar => tar.Folder("extra/")), "'extra' is in the archive, but not in FILES.json");
        yield return Case("a link with another content than listed", new CollectionBuilder { FilesChange = list => Change(list, "chksum_sha256", new string('0', 64)) }.With("docs/a", "text").WithLink("docs/b", "a").Build(), "'docs/b' has the SHA-256");
        yield return Case("a link through a folder that is not there", new CollectionBuilder().With("docs/a", "text").WithLink("docs/b", "a").With("docs/b2", "x").WithLink("docs/c", "../meta/x/../runtime.yml").Build(), "Invalid link target");
        yield return Built("no README.md", with => with.Without("README.md").With("README.rst", "x").Info["readme"] = "README.rst", "README.md is missing");
        yield return Built("L16 a README.md that is too large", with => with.With("README.md", new byte[600 * 1024]), "more than 524288 bytes");
        yield return Built("a README.md that is not UTF-8", with => with.With("README.md", [0xFF]), "not in UTF-8");
        yield return Built("no meta/runtime.yml", with => with.Without("meta/runtime.yml"), "meta/runtime.yml is missing");
        yield return Runtime("no requires_ansible", "plugin_routing: {}\n", "does not say in 'requires_ansible'");
        yield return Runtime("L11 garbage", "requires_ansible: banana\n", "is no range of versions");
        yield return Runtime("L11 a range without end", $"requires_ansible: '>=2.{new string('1', 300)}'\n", "is no range of versions");
        yield return Runtime("L11 a wildcard with >=", "requires_ansible: '>=2.*'\n", "is no range of versions");
        yield return Runtime("L15 an alias bomb", "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + string.Concat(Enumerable.Range(1, 9).Select(i => $"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n")), "aliases");
        yield return Runtime("L15 an object of Python", "requires_ansible: !!python/object/apply:os.system ['id']\n", "tag");
        yield return Runtime("L15 tabs", "a:\n\trequires_ansible: '>=2.9'\n", "malformed");
        yield return Built("L15 an alias bomb in meta/extensions.yml", with => with.With("meta/extensions.yml", "extensions: &a [*a]\n"), "meta/extensions.yml is not accepted");
        yield return Built("a module with a name that cannot be used", with => with.With("plugins/modules/my-module.py", ""), "no name that playbooks can use");

        static JsonObject Add(JsonObject list, JsonNode item)
        {
            list["files"]!.AsArray().Add(item);
            return list;
        }

        static JsonObject Change(JsonObject list, string key, string? value)
        {
            list["files"]!.AsArray()[^1]![key] = value;
            return list;
        }
    }

    [TestCaseSource(nameof(Archives))]
    [TestCaseSource(nameof(Manifests))]
    [TestCaseSource(nameof(Files))]
    [CancelAfter(30_000)]
    public void A_collection_is_refused_for(byte[] tarball, string says)
    {
        var refused = Assert.ThrowsAsync<CollectionRefusedException>(() => CollectionArchiveTests.ReadAsync(tarball))!;

        Assert.That(refused.Message, Does.Contain(says));
        Assert.That(refused.Messages.Where(message => message.Level == UploadMessageLevel.Error).Select(message => message.Text), Has.Some.Contains(says));
    }

    [TestCase("acme-tools-1.0.1.tar.gz")]
    [TestCase("acme-other-1.0.0.tar.gz")]
    [TestCase("tools.tar.gz")]
    [TestCase("x/acme-tools-1.0.0.tar.gz")]
    public void L8_a_collection_is_refused_under_another_name(string fileName) =>
        Assert.That(() => CollectionArchiveTests.ReadAsync(new CollectionBuilder().Build(), fileName), Throws.InstanceOf<CollectionRefusedException>().With.Message.Contains("Name it 'acme-tools-1.0.0.tar.gz'"));

    [Test]
    public async Task L11_dependencies_in_a_circle_and_on_anything_are_data()
    {
        var builder = new CollectionBuilder();
        builder.Info["dependencies"] = new JsonObject { ["acme.other"] = "*", ["other.tools"] = ">=1.0.0-rc.1,!=1.2.3" };

        Assert.That((await CollectionArchiveTests.ReadAsync(builder)).Manifest.Dependencies, Has.Count.EqualTo(2));
    }

    [Test]
    public void All_that_is_wrong_is_told_at_once()
    {
        var builder = new CollectionBuilder("acme", "A", "v1").Without("meta/runtime.yml");
        builder.Info["license"] = new JsonArray("GPLv3");

        var refused = Assert.ThrowsAsync<CollectionRefusedException>(() => CollectionArchiveTests.ReadAsync(builder.Build()))!;

        Assert.That(refused.Messages.Count(message => message.Level == UploadMessageLevel.Error), Is.EqualTo(4));
        Assert.That(refused.Message, Does.Contain("acme.A").And.Contain("v1").And.Contain("GPLv3").And.Contain("runtime.yml"));
    }

    [Test]
    [CancelAfter(60_000)]
    public void L14_a_million_entries_are_not_read_to_their_end()
    {
        var block = new TarBuilder().Folder("a/").Tar(end: false);
        var entries = new byte[block.Length * 300_000];
        for (var at = 0; at < entries.Length; at += block.Length)
            block.CopyTo(entries, at);
        var many = new TarBuilder();
        for (var i = 0; i < 2000; i++)
            many.File($"f{i}", "");

        Assert.That(() => CollectionArchiveTests.ReadAsync(TarBuilder.Gzip(entries)), Throws.InstanceOf<CollectionRefusedException>());
        Assert.That(
            () => CollectionArchiveTests.ReadAsync(many.Build(), limits: new CollectionLimits { Archive = new ArchiveLimits { MaxEntries = 1000 } }),
            Throws.InstanceOf<CollectionRefusedException>().With.Message.Contains("more than 1000 members"));
    }

    [Test]
    [CancelAfter(120_000)]
    public Task No_mutated_archive_does_more_than_be_refused()
    {
        var round = 0;
        var good = new CollectionBuilder().WithModule("ping").With("roles/web/tasks/main.yml", "[]").With("roles/web/meta/main.yml", "galaxy_info: {description: x}\n").With("docs/a.md", "x").Tar().Tar();
        return Fuzz.RunAsync(20261128, 1500, [good], ReadAsync, TimeSpan.FromSeconds(20));

        async ValueTask ReadAsync(byte[] tar)
        {
            if (++round % 3 == 0)
                Resign(tar);
            try
            {
                await CollectionArchiveTests.ReadAsync(TarBuilder.Gzip(tar), checks: (CollectionChecks)(round % 2));
            }
            catch (CollectionRefusedException)
            {
            }
        }
    }

    // So that changes of headers are seen and not only their checksums.
    private static void Resign(byte[] tar)
    {
        for (var at = 0; at + 512 <= tar.Length; at += 512)
        {
            var header = tar.AsSpan(at, 512);
            if (!header.Slice(257, 5).SequenceEqual("ustar"u8))
                continue;
            "        "u8.CopyTo(header[148..]);
            var sum = 0;
            foreach (var b in header)
                sum += b;
            Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(header[148..]);
        }
    }

    private static byte[] Built(Action<TarBuilder> change) => new CollectionBuilder().Build(change);

    private static TestCaseData Built(string what, Action<CollectionBuilder> change, string says)
    {
        var builder = new CollectionBuilder();
        change(builder);
        return Case(what, builder.Build(), says);
    }

    private static TestCaseData Manifest(string what, Func<byte[], byte[]> change, string says) => Case(what, new CollectionBuilder { ManifestChange = change }.Build(), says);

    private static TestCaseData List(string what, Func<JsonObject, JsonNode> change, string says) => Case(what, new CollectionBuilder { FilesChange = change }.Build(), says);

    private static TestCaseData Info(string what, string key, JsonNode? value, string says) => Built(what, builder => builder.Info[key] = value, says);

    private static TestCaseData Runtime(string what, string yaml, string says) => Built("a meta/runtime.yml with " + what, builder => builder.With("meta/runtime.yml", yaml), says);

    private static TestCaseData Case(string what, byte[] tarball, string says) => new TestCaseData(tarball, says).SetName("A collection is refused for " + what);
}
