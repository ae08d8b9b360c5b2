using System.Text;
using System.Text.Json;
using Pulp.Plugins.Ansible.Yaml;
using Pulp.Testing.Fuzzing;

namespace Pulp.Plugins.Ansible.Tests.Yaml;

internal sealed class YamlDocumentTests
{
    [TestCase("a: 1", """{"a":1}""")]
    [TestCase("- a\n- 'b'\n- \"c\\n\"", """["a","b","c\n"]""")]
    [TestCase("{a: [1, 2], b: {c: d}}", """{"a":[1,2],"b":{"c":"d"}}""")]
    [TestCase("a: yes\nb: No\nc: 'yes'\nd: on\ne: 'null'\nf: ~\ng:\nh: !!str true", """{"a":true,"b":false,"c":"yes","d":true,"e":"null","f":null,"g":null,"h":"true"}""")]
    [TestCase("a: 0x1F\nb: 0644\nc: 0b101\nd: 1_000\ne: -7\nf: +3\ng: 1.0\nh: 1.5e+3\ni: .5\nj: 123456789012345678901234567890", """{"a":31,"b":420,"c":5,"d":1000,"e":-7,"f":3,"g":1.0,"h":1500.0,"i":0.5,"j":123456789012345678901234567890}""")]
    [TestCase("a: 2.9.10\nb: 2020-01-01\nc: .inf\nd: 1e5\ne: 0o17\nf: 1:30", """{"a":"2.9.10","b":"2020-01-01","c":".inf","d":"1e5","e":"0o17","f":"1:30"}""")]
    [TestCase("a: |\n  two\n  lines\nb: >-\n  one\n  line", """{"a":"two\nlines\n","b":"one line"}""")]
    [TestCase("base: &b {x: 1, y: 2}\nuse:\n  <<: *b\n  y: 3\nagain: *b", """{"base":{"x":1,"y":2},"use":{"y":3,"x":1},"again":{"x":1,"y":2}}""")]
    [TestCase("a: 1\na: 2", """{"a":2}""")]
    [TestCase("# a comment\n---\na: b\n...\n", """{"a":"b"}""")]
    [TestCase("a:\n  - b: \"one\n  two \\\"x\\\"\nthree\"\n  - \"four\nfive\"\nc: d", """{"a":[{"b":"one two \"x\" three"},"four five"],"c":"d"}""")]
    [TestCase("a:\n  c: [x,\n  y z,\n w]\n  d: 1", """{"a":{"c":["x","y z","w"],"d":1}}""")]
    [TestCase("a:\n  c: {x: 1,\ny: 2}\n  d: [\n  e ]", """{"a":{"c":{"x":1,"y":2},"d":["e"]}}""")]
    [TestCase("1: a\nyes: b", """{"1":"a","yes":"b"}""")]
    public void Documents_are_read_as_Ansible_reads_them(string yaml, string json) => Assert.That(Write(YamlDocument.Parse(yaml)!), Is.EqualTo(json));

    [TestCase("")]
    [TestCase("# only a comment\n")]
    [TestCase("---\n")]
    [TestCase("~")]
    public void An_empty_document_is_nothing(string yaml) => Assert.That(YamlDocument.Parse(yaml), Is.Null);

    [Test]
    public void A_scalar_keeps_its_text()
    {
        var node = YamlDocument.Parse("version: 1.10\nsigned: yes\nname: 'no'\n")!;

        Assert.That(node["version"]!.AsText(), Is.EqualTo("1.10"));
        Assert.That((node["signed"]!.AsBoolean(), node["name"]!.AsBoolean(), node["name"]!.AsText()), Is.EqualTo((true, (bool?)null, "no")));
        Assert.That((node["missing"], node["name"]!["x"], node["name"]!.Line), Is.EqualTo(((YamlNode?)null, (YamlNode?)null, 3L)));
    }

    private static IEnumerable<TestCaseData> Refused()
    {
        yield return Case("L15 an object of Python", "a: !!python/object/apply:os.system ['id']", "tag", 1);
        yield return Case("a tag of its own", "a: 1\nb: !vault x", "tag", 2);
        yield return Case("a tag that is spelled out", "!<tag:yaml.org,2002:python/name:os.system> x", "tag", 1);
        yield return Case("L15 an alias bomb", Bomb(), "aliases", 6);
        yield return Case("a value that holds itself", "a: &a [*a]", "within its own value", 1);
        yield return Case("an alias of nothing", "a: *b", "before it", 1);
        yield return Case("L15 a tab that indents", "a:\n\tb: 1", "malformed", 1);
        yield return Case("a list that is a key", "[a, b]: c", "key", 1);
        yield return Case("a merge of a text", "a:\n  <<: text", "merged", 2);
        yield return Case("two documents", "a: 1\n---\nb: 2", "second document", 2);
        yield return Case("a bracket that is not closed", "a: [1, 2", "malformed", 2);
        yield return Case("flow that is too deep", new string('[', 1000) + new string(']', 1000), "deep", 1);
        yield return Case("flow that is too deep and never ends", new string('[', 1_000_000), "deep", 1);
        yield return Case("blocks that are too deep", string.Concat(Enumerable.Range(0, 100).Select(i => new string(' ', i) + "a:\n")), "deep", 65);
        yield return Case("too many values", string.Concat(Enumerable.Repeat("- a\n", 200_001)), "values", 200_001);
        yield return Case("too many characters", "a: " + new string('x', 5_000_000), "characters", 1);

        static TestCaseData Case(string what, string yaml, string says, long line) => new TestCaseData(yaml, says, line).SetName("A document is refused for " + what);
    }

    [TestCaseSource(nameof(Refused))]
    [CancelAfter(20_000)]
    public void A_document_is_refused_for(string yaml, string says, long line)
    {
        var refused = Assert.Throws<YamlFormatException>(() => YamlDocument.Parse(yaml))!;

        Assert.That(refused.Rule, Does.Contain(says));
        Assert.That(refused.Line, Is.EqualTo(line));
    }

    [Test]
    public void Bytes_must_be_utf8_and_may_have_a_mark()
    {
        Assert.That(Write(YamlDocument.Parse([0xEF, 0xBB, 0xBF, .. "a: é"u8])!), Is.EqualTo("""{"a":"é"}"""));
        Assert.That(() => YamlDocument.Parse("a: "u8.ToArray().Append((byte)0xFF).ToArray()), Throws.InstanceOf<YamlFormatException>().With.Message.Contains("UTF-8"));
    }

    [Test]
    [CancelAfter(120_000)]
    public Task No_mutated_document_does_more_than_be_refused() => Fuzz.RunAsync(
        20261128,
        6000,
        [
            "a: &x [1, 'two', \"three\\x41\"]\nb: *x\nc: |+\n  text\n\nd: {e: f, ? g : h}\n"u8.ToArray(),
            "---\n- !!str a\n- <<: {a: b}\n- ? complex\n  : value\n...\n# end\n\t%@`\r\u0085"u8.ToArray(),
            "%YAML 1.1\n---\nrequires_ansible: '>=2.9.10,<3'\nplugin_routing:\n  modules:\n    old: {redirect: a.b.c}\n"u8.ToArray(),
        ],
        bytes =>
        {
            try
            {
                if (YamlDocument.Parse(bytes) is { } node)
                    Write(node);
                if (YamlDocument.Parse(Encoding.Latin1.GetString(bytes)) is { } latin)
                    Write(latin);
            }
            catch (YamlFormatException)
            {
            }

            return ValueTask.CompletedTask;
        },
        TimeSpan.FromSeconds(20));

    private static string Bomb() => "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        + string.Concat(Enumerable.Range(1, 9).Select(i => $"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n"));

    private static string Write(YamlNode node)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            node.WriteTo(writer);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
