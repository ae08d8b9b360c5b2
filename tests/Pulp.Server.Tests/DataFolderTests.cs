using System.Net.Sockets;
using Pulp.Server.Hosting;
using Pulp.Server.Settings;

namespace Pulp.Server.Tests;

[TestFixture]
public sealed class DataFolderTests
{
    private string folder = null!;

    [SetUp]
    public void Begin() => folder = Directory.CreateTempSubdirectory("pulp-data-").FullName;

    [TearDown]
    public void End() => Directory.Delete(folder, recursive: true);

    [Test]
    public void A_folder_that_is_held_says_that_a_server_runs()
    {
        using var held = DataFolder.Open(folder);

        Assert.That(() => DataFolder.Open(folder), Throws.TypeOf<FolderInUseException>());
    }

    [Test]
    [Platform(Exclude = "Win")]
    public void A_lock_that_cannot_be_opened_is_not_taken_for_a_server_that_runs()
    {
        // A socket cannot be opened as a file, by no user: here it stands for a file system that is only to be read.
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(Path.Combine(folder, "lock")));

        Assert.That(() => DataFolder.Open(folder), Throws.TypeOf<InvalidSettingsException>().With.Message.Contains(folder));
    }
}
