using Pulp.Plugins.Python.Index;

namespace Pulp.Plugins.Python.Tests.Index;

public sealed class SimpleApiNegotiationTests
{
    [TestCase(null, SimpleApiFormat.Html)]
    [TestCase("", SimpleApiFormat.Html)]
    [TestCase("*/*", SimpleApiFormat.Html)]
    [TestCase("text/*", SimpleApiFormat.Html)]
    [TestCase("text/html", SimpleApiFormat.Html)]
    [TestCase("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", SimpleApiFormat.Html, TestName = "A browser")]
    [TestCase("application/vnd.pypi.simple.v1+json", SimpleApiFormat.JsonV1)]
    [TestCase("application/vnd.pypi.simple.v1+html", SimpleApiFormat.HtmlV1)]
    [TestCase("application/vnd.pypi.simple.latest+json", SimpleApiFormat.JsonV1)]
    [TestCase("application/vnd.pypi.simple.latest+html", SimpleApiFormat.HtmlV1)]
    [TestCase("APPLICATION/VND.PYPI.SIMPLE.V1+JSON", SimpleApiFormat.JsonV1)]
    [TestCase("application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html; q=0.1, text/html; q=0.01", SimpleApiFormat.JsonV1, TestName = "pip")]
    [TestCase("application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.01", SimpleApiFormat.JsonV1, TestName = "uv")]
    [TestCase("application/vnd.pypi.simple.v1+json;q=0.2, application/vnd.pypi.simple.v1+html;q=0.9", SimpleApiFormat.HtmlV1)]
    [TestCase("application/vnd.pypi.simple.v1+json;q=0.5, text/html;q=0.5", SimpleApiFormat.Html)]
    [TestCase("application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html, text/html", SimpleApiFormat.Html)]
    [TestCase("application/vnd.pypi.simple.v1+json, */*", SimpleApiFormat.JsonV1)]
    [TestCase("application/vnd.pypi.simple.v1+json;q=0.1, */*;q=0.5", SimpleApiFormat.Html)]
    [TestCase("text/html;q=0, */*", SimpleApiFormat.HtmlV1)]
    [TestCase("application/vnd.pypi.simple.v1+json;q=0", SimpleApiFormat.Html)]
    [TestCase("application/*", SimpleApiFormat.HtmlV1)]
    [TestCase("application/vnd.pypi.simple.v1+json;q=0.000", SimpleApiFormat.Html)]
    [TestCase("application/vnd.pypi.simple.v1+json ; q=0.3 ; x=y, text/html;q=0.2", SimpleApiFormat.JsonV1)]
    [TestCase("application/vnd.pypi.simple.v1+json;q=nonsense, text/html;q=0.9", SimpleApiFormat.JsonV1)]
    [TestCase("application/vnd.pypi.simple.v2+json", SimpleApiFormat.Html)]
    [TestCase("application/json", SimpleApiFormat.Html)]
    [TestCase("image/png", SimpleApiFormat.Html)]
    [TestCase(",,;q=1,;;;", SimpleApiFormat.Html)]
    public void The_best_representation_is_chosen(string? accept, SimpleApiFormat expected) => Assert.That(SimpleApiNegotiation.Choose(accept), Is.EqualTo(expected));

    [TestCase("text/html", "application/vnd.pypi.simple.v1+json", SimpleApiFormat.JsonV1)]
    [TestCase("application/vnd.pypi.simple.v1+json", "text/html", SimpleApiFormat.Html)]
    [TestCase("application/vnd.pypi.simple.v1+json", "application/vnd.pypi.simple.latest+html", SimpleApiFormat.HtmlV1)]
    [TestCase("application/vnd.pypi.simple.v1+json", "json", SimpleApiFormat.JsonV1)]
    [TestCase("text/html", "*/*", SimpleApiFormat.Html)]
    public void The_query_goes_before_the_header(string accept, string format, SimpleApiFormat expected) =>
        Assert.That(SimpleApiNegotiation.Choose(accept, format), Is.EqualTo(expected));

    [Test]
    public void A_huge_header_is_cut_short() =>
        Assert.That(SimpleApiNegotiation.Choose(string.Concat(Enumerable.Repeat("a/b;q=0.1,", 100_000)) + "application/vnd.pypi.simple.v1+json"), Is.EqualTo(SimpleApiFormat.Html));

    [TestCase(SimpleApiFormat.Html, "text/html")]
    [TestCase(SimpleApiFormat.HtmlV1, "application/vnd.pypi.simple.v1+html")]
    [TestCase(SimpleApiFormat.JsonV1, "application/vnd.pypi.simple.v1+json")]
    public void Representations_have_content_types(SimpleApiFormat format, string contentType) => Assert.That(SimpleApiNegotiation.ContentTypeOf(format), Is.EqualTo(contentType));
}
