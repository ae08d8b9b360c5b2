namespace Pulp.Plugins.Python.Tests.Support;

/// <summary>Makes the form that twine sends; a test changes what it is about.</summary>
internal sealed class TwineForm
{
    private readonly List<(string Name, string Value)> fields;
    private readonly List<(string? FileName, byte[] Bytes)> files;

    public TwineForm(byte[] file, string filename = WheelBuilder.FileName, string name = "demo-pkg", string version = "1.2.0")
    {
        fields =
        [
            (":action", "file_upload"), ("protocol_version", "1"), ("metadata_version", "2.1"), ("name", name), ("version", version),
            ("filetype", filename.EndsWith(".whl", StringComparison.Ordinal) ? "bdist_wheel" : "sdist"), ("pyversion", "py3"), ("summary", "A demo"),
            ("classifiers", "Topic :: Software Development"), ("classifiers", "Programming Language :: Python"),
            ("sha256_digest", IndexHost.Sha256Of(file)),
        ];
        files = [(filename, file)];
    }

    public TwineForm With(string name, string? value)
    {
        fields.RemoveAll(field => field.Name == name);
        if (value is not null)
            fields.Add((name, value));
        return this;
    }

    public TwineForm WithFile(string? filename, byte[] bytes)
    {
        files.Add((filename, bytes));
        return this;
    }

    public TwineForm WithoutFile()
    {
        files.Clear();
        return this;
    }

    public HttpContent ToContent()
    {
        var content = new MultipartFormDataContent("a-boundary");
        foreach (var (name, value) in fields)
            content.Add(new StringContent(value), name);
        foreach (var (filename, bytes) in files)
        {
            var part = new ByteArrayContent(bytes);
            // Set by hand, because the framework would not send every name.
            part.Headers.TryAddWithoutValidation("Content-Disposition", filename is null ? "form-data; name=\"content\"" : $"form-data; name=\"content\"; filename=\"{filename}\"");
            content.Add(part);
        }

        return content;
    }
}
