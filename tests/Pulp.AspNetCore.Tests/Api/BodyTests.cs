using System.Net;
using System.Text;
using Pulp.AspNetCore.Tests.Support;

namespace Pulp.AspNetCore.Tests.Api;

internal sealed class BodyTests
{
    private const string Remotes = "remotes/notes/notes/";
    private ApiHost host = null!;

    private RestClient Admin => host.Admin;

    [OneTimeSetUp]
    public async Task Start() => host = await ApiHost.StartAsync(new NotesPlugin());

    [OneTimeTearDown]
    public async Task Stop() => await host.DisposeAsync();

    [TestCase("", "", "name", "This field is required.")]
    [TestCase("", "", "url", "This field is required.")]
    [TestCase("name", "null", "name", "This field may not be null.")]
    [TestCase("name", "\"\"", "name", "This field may not be blank.")]
    [TestCase("name", "\"   \"", "name", "This field may not be blank.")]
    [TestCase("name", "true", "name", "Not a valid string.")]
    [TestCase("name", "[\"a\"]", "name", "Not a valid string.")]
    [TestCase("name", "\"a\\u0000b\"", "name", "Null characters are not allowed.")]
    [TestCase("code", "\"123456\"", "code", "Ensure this field has no more than 5 characters.")]
    [TestCase("depth", "0", "depth", "Ensure this value is greater than or equal to 1.")]
    [TestCase("depth", "11", "depth", "Ensure this value is less than or equal to 10.")]
    [TestCase("depth", "1e0", "depth", "A valid integer is required.")]
    [TestCase("depth", "9223372036854775808", "depth", "A valid integer is required.")]
    [TestCase("depth", "1.5", "depth", "A valid integer is required.")]
    [TestCase("depth", "true", "depth", "A valid integer is required.")]
    [TestCase("depth", "null", "depth", "This field may not be null.")]
    [TestCase("rate_limit", "2147483648", "rate_limit", "Ensure this value is less than or equal to 2147483647.")]
    [TestCase("weight", "\"heavy\"", "weight", "A valid number is required.")]
    [TestCase("weight", "\"NaN\"", "weight", "A valid number is required.")]
    [TestCase("weight", "1e999", "weight", "A valid number is required.")]
    [TestCase("tls_validation", "\"perhaps\"", "tls_validation", "Must be a valid boolean.")]
    [TestCase("tls_validation", "2", "tls_validation", "Must be a valid boolean.")]
    [TestCase("color", "\"red\"", "color", "\"red\" is not a valid choice. Valid choices: white, light_blue.")]
    [TestCase("policy", "\"sometimes\"", "policy", "\"sometimes\" is not a valid choice. Valid choices: immediate, on_demand.")]
    [TestCase("colors", "[\"red\"]", "colors", "\"red\" is not a valid choice. Valid choices: white, light_blue.")]
    [TestCase("topics", "\"a\"", "topics", "Expected a list of items but got type \"str\".")]
    [TestCase("topics", "[1,{}]", "topics", "Not a valid string.")]
    [TestCase("topics", "[null]", "topics", "An item of the list may not be null.")]
    [TestCase("since", "\"yesterday\"", "since", "Datetime has wrong format.")]
    [TestCase("headers", "[\"a\"]", "headers", "The value does not have the form this field needs.")]
    [TestCase("headers", "[{\"a\":null}]", "headers", "An item of the value may not be null.")]
    [TestCase("headers", "[null]", "headers", "An item of the value may not be null.")]
    [TestCase("headers", "[{\"a\":1}]", "headers", "The value does not have the form this field needs.")]
    [TestCase("url", "\"http://u.example/\\r\\nX: y\"", "url", "Control characters")]
    [TestCase("pulp_labels", "[]", "pulp_labels", "Expected a dictionary of items but got type \"list\".")]
    [TestCase("pulp_labels", "{\"a,b\":\"c\"}", "pulp_labels", "contains non-alphanumerics")]
    [TestCase("pulp_labels", "{\"a\":\"(c)\"}", "pulp_labels", "parentheses")]
    [TestCase("pulp_labels", "{\"a\":\"b\\nc\"}", "pulp_labels", "control characters")]
    [TestCase("nonsense", "1", "nonsense", "Unexpected field")]
    [TestCase("url", "\"https://user:secret@upstream.example/\"", "url", "username")]
    [TestCase("url", "\"file:///etc/passwd\"", "url", "")]
    public async Task A_wrong_value_is_refused_by_name(string name, string value, string field, string message)
    {
        var body = name.Length == 0 ? "{}" : $$"""{"name":"x","url":"https://upstream.example/","{{name}}":{{value}}}""".Replace(
            name == "name" ? "\"name\":\"x\"," : name == "url" ? "\"url\":\"https://upstream.example/\"," : "\u0001", "", StringComparison.Ordinal);
        var answer = await Admin.PostTextAsync(Remotes, body);

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.BadRequest), answer.Text);
        Assert.That(answer.Error(field), Does.Contain(message), answer.Text);
    }

    [Test]
    public async Task Everything_that_is_wrong_is_said_at_once()
    {
        var answer = await Admin.PostTextAsync(Remotes, """{"url":"","depth":"many","nonsense":1}""");

        Assert.That(answer.Json.AsObject().Select(error => error.Key), Is.EquivalentTo(new[] { "url", "depth", "nonsense", "name" }));
    }

    [TestCase("""{"name":"x","url":"https://u.example/","depth":3""")]
    [TestCase("""{"name":"x","depth":NaN}""")]
    [TestCase("""{"name":"\ud800","url":"https://u.example/"}""")]
    [TestCase("""{"\udc00":1}""")]
    [TestCase("""{"name":"x","name":"y","url":"https://u.example/"}""")]
    [TestCase("not json")]
    public async Task What_is_not_JSON_is_refused(string body)
    {
        var answer = await Admin.PostTextAsync(Remotes, body);

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.BadRequest), answer.Text);
        Assert.That((string?)answer.Json["detail"], Does.StartWith("JSON parse error"));
    }

    [TestCase("""{"name":"\ud800"}""")]
    [TestCase("""{"a":"b","a":"c"}""")]
    [TestCase("{")]
    public async Task JSON_in_a_form_follows_the_same_rules(string labels)
    {
        using var form = new FormUrlEncodedContent([new("name", "x"), new("url", "https://u.example/"), new("pulp_labels", labels)]);

        Assert.That((await Admin.SendAsync(HttpMethod.Post, Remotes, form)).Error("pulp_labels"), Is.EqualTo("Value must be valid JSON."));
    }

    [Test]
    public async Task A_key_of_a_label_that_is_too_long_is_said_to_be()
    {
        var answer = await Admin.PostAsync(Remotes, new { name = "x", url = "https://u.example/", pulp_labels = new Dictionary<string, string> { [new string('k', 256)] = "v" } });

        Assert.That(answer.Error("pulp_labels"), Does.EndWith("is too long. A key has at most 255 characters."));
    }

    [TestCase("[]")]
    [TestCase("null")]
    [TestCase("\"x\"")]
    public async Task A_body_that_is_no_object_is_refused(string body) =>
        Assert.That((await Admin.PostTextAsync(Remotes, body)).Error("non_field_errors"), Does.StartWith("Invalid data."));

    [Test]
    public async Task Depth_and_bytes_that_are_no_text_are_refused()
    {
        var deep = await Admin.PostTextAsync(Remotes, $"{{\"headers\":{new string('[', 70)}{new string(']', 70)}}}");
        Assert.That(deep.Status, Is.EqualTo(HttpStatusCode.BadRequest));

        using var content = new ByteArrayContent([.. "{\"name\":\""u8, 0xC3, 0x28, .. "\"}"u8]);
        content.Headers.ContentType = new("application/json");
        var broken = await Admin.SendAsync(HttpMethod.Post, Remotes, content);
        Assert.That((string?)broken.Json["detail"], Does.Contain("UTF-8"));
    }

    [Test]
    public async Task Size_limits_hold_and_lists_of_units_may_be_larger()
    {
        var large = $"{{\"name\":\"{new string('x', 1_100_000)}\"}}";
        Assert.That((await Admin.PostTextAsync(Remotes, large)).Status, Is.EqualTo(HttpStatusCode.RequestEntityTooLarge));

        var name = await Admin.PostTextAsync(Remotes, $"{{\"name\":\"{new string('x', 1_000_000)}\",\"url\":\"https://u.example/\"}}");
        Assert.That(name.Error("name"), Is.EqualTo("Ensure this field has no more than 255 characters."));

        var href = (string)(await Admin.CreateAsync("repositories/notes/notes/", new { name = "for lists" }))["pulp_href"]!;
        var units = string.Join(',', Enumerable.Repeat("\"prn:notes.note:00000000-0000-7000-8000-000000000000\"", 70_000));
        var list = await Admin.PostTextAsync($"{href}modify/", $"{{\"add_content_units\":[{units}]}}");
        Assert.That(list.Error("add_content_units"), Does.StartWith("Could not find the following content units"));

        using var huge = new ByteArrayContent(new byte[31_000_000]);
        huge.Headers.ContentType = new("application/json");
        Assert.That((await Admin.SendAsync(HttpMethod.Post, $"{href}modify/", huge, ("Expect", "100-continue"))).Status, Is.EqualTo(HttpStatusCode.RequestEntityTooLarge));
    }

    [TestCase("text/plain")]
    [TestCase("application/xml")]
    [TestCase("multipart/mixed; boundary=x")]
    public async Task Another_content_type_is_refused(string type)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes("x"));
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        var answer = await Admin.SendAsync(HttpMethod.Post, Remotes, content);

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.UnsupportedMediaType));
        Assert.That((string?)answer.Json["detail"], Does.StartWith("Unsupported media type"));
    }

    [Test]
    public async Task Forms_are_read_like_JSON()
    {
        using var form = new FormUrlEncodedContent(
        [
            new("name", "from a form"), new("url", "https://u.example/"), new("depth", "4"), new("tls_validation", "false"), new("topics", "a"), new("topics", "b"),
            new("pulp_labels", """{"team":"x"}"""), new("weight", ""),
        ]);
        var answer = await Admin.SendAsync(HttpMethod.Post, Remotes, form);

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.Created), answer.Text);
        Assert.That((int)answer.Json["depth"]!, Is.EqualTo(4));
        Assert.That((bool)answer.Json["tls_validation"]!, Is.False);
        Assert.That(answer.Json["topics"]!.ToJsonString(), Is.EqualTo("""["a","b"]"""));
        Assert.That(answer.Json["pulp_labels"]!.ToJsonString(), Is.EqualTo("""{"team":"x"}"""));
        Assert.That(answer.Json["weight"], Is.Null);
    }

    [Test]
    public async Task Null_differs_from_absent_and_what_is_read_can_be_sent_back()
    {
        var created = await Admin.CreateAsync(Remotes, new { name = "round trip", url = "https://u.example/", rate_limit = 5, password = "geheim", colors = new[] { "light_blue" }, since = "2026-01-02T03:04:05Z" });
        var href = (string)created["pulp_href"]!;

        Assert.That((await Admin.PutAsync(href, created)).Status, Is.EqualTo(HttpStatusCode.OK));
        await Admin.CompletedAsync(await Admin.PatchAsync(href, new { rate_limit = (int?)null }));
        var read = (await Admin.GetAsync(href)).Json;
        Assert.That(read["rate_limit"], Is.Null);
        Assert.That((string?)read["since"], Is.EqualTo("2026-01-02T03:04:05.000000Z"));
        Assert.That(read["colors"]!.ToJsonString(), Is.EqualTo("""["light_blue"]"""));
        Assert.That(read["hidden_fields"]!.AsArray().Single(field => (string?)field!["name"] == "password")!["is_set"]!.GetValue<bool>(), Is.True);

        var repository = await Admin.CreateAsync("repositories/notes/notes/", new { name = "with a remote", remote = href });
        await Admin.CompletedAsync(await Admin.PatchAsync((string)repository["pulp_href"]!, new { remote = "" }));
        Assert.That((await Admin.GetAsync((string)repository["pulp_href"]!)).Json["remote"], Is.Null);
        Assert.That((await Admin.PutAsync(href, new { name = "only a name" })).Error("url"), Is.EqualTo("This field is required."));
        Assert.That((await Admin.PatchAsync(href, new { pulp_created = "2000-01-01", prn = "x" })).Status, Is.EqualTo(HttpStatusCode.OK));
    }
}
