using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Pulp.AspNetCore.Tests.Support;

/// <summary>
/// Uploads notes.
/// </summary>
internal static class Notes
{
    public const string Path = "content/notes/notes/";

    public static async Task<JsonNode> UploadAsync(RestClient client, string title, params (string Name, string Value)[] fields)
    {
        using var form = Form(title, fields);
        var answer = await client.SendAsync(HttpMethod.Post, Path + "upload/", form);
        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.Created), answer.Text);
        return answer.Json;
    }

    public static MultipartFormDataContent Form(string text, params (string Name, string Value)[] fields)
    {
        var form = new MultipartFormDataContent();
        foreach (var (name, value) in fields)
            form.Add(new StringContent(value), name);
        form.Add(new ByteArrayContent(Encoding.UTF8.GetBytes(text)), "file", "note.txt");
        return form;
    }
}
