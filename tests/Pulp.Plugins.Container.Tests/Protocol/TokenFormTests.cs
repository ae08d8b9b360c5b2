using System.Text;
using Pulp.Plugins.Container.Tests.Support;

namespace Pulp.Plugins.Container.Tests.Protocol;

[TestFixture]
public sealed class TokenFormTests : RegistryTest
{
    private const string UrlEncoded = "application/x-www-form-urlencoded";

    [TestCase("multipart/form-data; boundary=x", "--x\r\nContent-Dis")]
    [TestCase("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"grant_type\"\r\n\r\npassword")]
    [TestCase("multipart/form-data", "--x--")]
    [TestCase("multipart/form-data; boundary=x", "")]
    [TestCase(UrlEncoded, "&&&==&%00=%zz")]
    [TestCase("application/json", "{\"grant_type\":\"password\"}")]
    [TestCase("text/plain", "grant_type=password&service=pulp&username=admin&password=x")]
    [TestCase(null, "grant_type=password&service=pulp&username=admin&password=x")]
    public Task A_form_that_is_none_is_refused(string? contentType, string body) => RefuseAsync(contentType, body);

    [Test]
    public Task A_form_of_very_many_fields_is_refused() => RefuseAsync(UrlEncoded, string.Join('&', Enumerable.Range(0, 5000).Select(number => $"f{number}=1")));

    private async Task RefuseAsync(string? contentType, string body)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        if (contentType is not null)
            content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        await AssertAsync(await Host.SendAsync(HttpMethod.Post, "token/", content, user: null), 400, "UNSUPPORTED");
    }
}
