using System.Net;

namespace Pulp.Plugins.Ansible.Archives;

/// <summary>
/// Shows Markdown where clients expect HTML: as plain text, so that nothing in it is markup.
/// </summary>
internal static class PlainHtml
{
    public static string? Of(string? markdown) => markdown is null ? null : $"<pre>{WebUtility.HtmlEncode(markdown)}</pre>";
}
