using Pulp.Plugins.Python.Metadata;

namespace Pulp.Plugins.Python.Tests.Metadata;

/// <summary>Reads the wheels of Debian's packages python3-pip-whl, python3-setuptools-whl and python3-wheel-whl.</summary>
[Category("RealClients")]
public sealed class RealWheelTests
{
    private const string Folder = "/usr/share/python-wheels";

    [TestCase("pip-*.whl", "pip")]
    [TestCase("setuptools-*.whl", "setuptools")]
    [TestCase("wheel-*.whl", "wheel")]
    public async Task Real_wheels_pass_the_strict_reader(string pattern, string name)
    {
        var path = Directory.EnumerateFiles(Folder, pattern).Single();
        var fileName = DistributionFileName.Parse(Path.GetFileName(path));
        await using var stream = File.OpenRead(path);
        var contents = await WheelReader.ReadAsync(stream, fileName, ReadMode.Strict);
        var metadata = await WheelReader.ReadMetadataBytesAsync(stream, fileName);

        Assert.That(contents.Metadata.Name, Is.EqualTo(name));
        Assert.That(contents.Metadata.Version, Is.EqualTo(fileName.Version));
        Assert.That(contents.Metadata.RequiresPython, Is.Not.Null);
        Assert.That(contents.Metadata.Description, Is.Not.Null);
        Assert.That(contents.Findings, Is.Empty);
        Assert.That(metadata, Is.EqualTo(contents.RawMetadata!.Value.ToArray()));
    }
}
