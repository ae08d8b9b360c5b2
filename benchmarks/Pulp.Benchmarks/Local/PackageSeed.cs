using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Pulp.ContentTypes;
using Pulp.Plugins.Python.Models;
using Pulp.Stores;

namespace Pulp.Benchmarks.Local;

/// <summary>Makes packages without files.</summary>
internal sealed class PackageSeed(LocalPulp pulp)
{
    private const int Batch = 10_000;
    private int next;

    /// <summary>Fills a repository, in versions of ten thousand units.</summary>
    public async Task FillAsync(PythonRepository repository, int units)
    {
        for (var done = 0; done < units; done += Batch)
        {
            var size = Math.Min(Batch, units - done);
            await pulp.Changes.AddAsync(repository.Id, session => SaveAsync(session, size));
        }
    }

    public async Task<IReadOnlyList<Content>> CreateAsync(int units) => await pulp.Database.WriteAsync(session => SaveAsync(session, units));

    private async ValueTask<IReadOnlyList<Content>> SaveAsync(IStoreSession session, int units)
    {
        var type = pulp.Catalog.ContentTypeOf(typeof(PythonPackage));
        var packages = Enumerable.Range(0, units).Select(_ => Create()).ToList();
        var saved = await session.Contents.SaveAsync(Domains.Domain.DefaultId, [.. packages.Select(package => new NewContent(type, package, type.NaturalKey(package), []))]);
        return [.. packages.Select((package, index) => package with { Id = saved[index].Identity.Id, StoreKey = saved[index].Identity.StoreKey })];
    }

    private PythonPackage Create()
    {
        var number = Interlocked.Increment(ref next);
        var name = string.Create(CultureInfo.InvariantCulture, $"seed-{number / 20:D6}");
        var version = string.Create(CultureInfo.InvariantCulture, $"1.{number % 20}");
        var fileName = $"{name.Replace('-', '_')}-{version}-py3-none-any.whl";
        return new PythonPackage
        {
            Filename = fileName,
            Name = name,
            Version = version,
            Packagetype = "bdist_wheel",
            PythonVersion = "py3",
            RequiresPython = ">=3.8",
            Size = 10_000,
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(fileName))),
        };
    }
}
