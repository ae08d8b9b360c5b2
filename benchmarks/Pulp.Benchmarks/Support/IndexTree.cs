using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Pulp.Benchmarks;

/// <summary>Writes simple indexes (PEP 503) of made-up projects below a web root.</summary>
internal static class IndexTree
{
    /// <summary>Writes an index whose files exist in name and digest only.</summary>
    public static void Write(string webRoot, string name, int projects, int files) => Write(webRoot, name, projects, files, static _ => null);

    /// <summary>Writes an index with its files, each of the given size.</summary>
    public static void WriteWithFiles(string webRoot, string name, int projects, int files, int size)
    {
        var folder = Path.Combine(webRoot, name, "files");
        Directory.CreateDirectory(folder);
        Write(webRoot, name, projects, files, file =>
        {
            var bytes = new byte[size];
            new Random(file.GetHashCode(StringComparison.Ordinal)).NextBytes(bytes);
            Encoding.UTF8.GetBytes(file, bytes);
            File.WriteAllBytes(Path.Combine(folder, file), bytes);
            return SHA256.HashData(bytes);
        });
    }

    private static void Write(string webRoot, string name, int projects, int files, Func<string, byte[]?> writeFile)
    {
        var root = new StringBuilder("<!DOCTYPE html>\n<html><head><title>Simple index</title></head><body>\n");
        for (var project = 0; project < projects; project++)
        {
            var normalized = string.Create(CultureInfo.InvariantCulture, $"project-{project:D6}");
            root.Append(CultureInfo.InvariantCulture, $"<a href=\"{normalized}/\">{normalized}</a>\n");
            var page = new StringBuilder($"<!DOCTYPE html>\n<html><head><meta name=\"pypi:repository-version\" content=\"1.0\"><title>Links for {normalized}</title></head><body>\n<h1>Links for {normalized}</h1>\n");
            for (var file = 0; file < files; file++)
            {
                var version = $"{1 + (file / 10)}.{file / 2 % 5}.{project % 10}";
                var fileName = file % 2 == 0 ? $"project_{project:D6}-{version}-py3-none-any.whl" : $"project_{project:D6}-{version}.tar.gz";
                var digest = writeFile(fileName) ?? SHA256.HashData(Encoding.UTF8.GetBytes(fileName));
                page.Append(CultureInfo.InvariantCulture, $"<a href=\"../../files/{fileName}#sha256={Convert.ToHexStringLower(digest)}\" data-requires-python=\"&gt;=3.8\">{fileName}</a><br/>\n");
            }

            page.Append("</body></html>\n");
            var folder = Path.Combine(webRoot, name, "simple", normalized);
            Directory.CreateDirectory(folder);
            File.WriteAllText(Path.Combine(folder, "index.html"), page.ToString());
        }

        root.Append("</body></html>\n");
        File.WriteAllText(Path.Combine(webRoot, name, "simple", "index.html"), root.ToString());
    }
}
