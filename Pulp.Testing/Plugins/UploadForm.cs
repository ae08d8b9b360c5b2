namespace Pulp.Testing.Plugins;

/// <summary>
/// Represents an upload through REST: a file and the fields that go with it.
/// </summary>
/// <param name="FileName">The name the client gives the file.</param>
/// <param name="File">The file.</param>
/// <param name="Fields">Further fields of the form.</param>
public sealed record UploadForm(string FileName, byte[] File, params (string Name, string Value)[] Fields)
{
    /// <summary>Makes the body of the request.</summary>
    /// <param name="repository">The address of the repository that the unit is to be added to; null for none.</param>
    /// <returns>The form.</returns>
    internal MultipartFormDataContent ToContent(string? repository = null)
    {
        var form = new MultipartFormDataContent();
        foreach (var (name, value) in Fields)
            form.Add(new StringContent(value), name);
        if (repository is not null)
            form.Add(new StringContent(repository), "repository");
        form.Add(new ByteArrayContent(File), "file", FileName);
        return form;
    }
}
