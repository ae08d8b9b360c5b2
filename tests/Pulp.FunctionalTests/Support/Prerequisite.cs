namespace Pulp.FunctionalTests.Support;

/// <summary>
/// Finds the programs and files of the machine that a test needs.
/// </summary>
internal static class Prerequisite
{
    public const string Python = "/usr/bin/python3";
    public const string Twine = "/usr/bin/twine";
    public const string Nginx = "/usr/sbin/nginx";
    public const string AnsibleGalaxy = "/usr/bin/ansible-galaxy";
    public const string Buildah = "/usr/bin/buildah";
    public const string Podman = "/usr/bin/podman";
    public const string Docker = "/usr/bin/docker";
    public const string DockerDaemon = "/usr/sbin/dockerd";
    public const string Ctr = "/usr/bin/ctr";
    public const string Skopeo = "/usr/bin/skopeo";
    public const string Gpg = "/usr/bin/gpg";
    public const string Gpgv = "/usr/bin/gpgv";
    public const string DockerRegistry = "/usr/bin/docker-registry";
    public const string Collections = "/usr/lib/python3/dist-packages/ansible_collections";
    public const string Wheels = "/usr/share/python-wheels";

    /// <summary>Fails where everything has to be there (CI=true), and skips the test elsewhere.</summary>
    public static void Require(params string[] paths)
    {
        var missing = paths.Where(path => !File.Exists(path) && !Directory.Exists(path)).ToList();
        if (missing.Count == 0)
            return;
        var reason = $"Not installed: {string.Join(", ", missing)}. The tests with real clients need the packages that .ci/run lists.";
        if (Environment.GetEnvironmentVariable("CI") == "true")
            Assert.Fail(reason);
        // The reason of a skipped test is not shown by default; this is.
        TestContext.Error.WriteLine(reason);
        Assert.Ignore(reason);
    }
}
