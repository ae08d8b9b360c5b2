namespace Pulp.Server.Hosting;

internal sealed class FolderInUseException : PulpException
{
    public FolderInUseException(string folder)
        : base($"Another Pulp is running on the data folder '{folder}'. Stop it first, work through its REST API, or name another folder with --data.")
    {
    }
}
