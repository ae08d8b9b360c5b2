using Pulp.Storage;

// Runs one durable operation in a process of its own, so that a test can make the system calls of it fail, and prints how it ended.
// Usage: commit <storage root> <number of artifacts> | flush <file>
switch (args)
{
    case ["commit", var root, var count]:
        Console.WriteLine(await CommitAsync(root, int.Parse(count)));
        return 0;
    case ["flush", var path]:
        Console.WriteLine(Flush(path));
        return 0;
    default:
        return 1;
}

static async Task<string> CommitAsync(string root, int count)
{
    using var storage = new FileSystemStorage(new FileSystemStorageOptions { Root = root }, TimeProvider.System);
    var staged = new List<StagedArtifact>();
    try
    {
        for (var number = 0; number < count; number++)
            staged.Add(await storage.StageAsync(new MemoryStream(BitConverter.GetBytes(number)), ArtifactWriteOptions.Default));
        await storage.CommitAsync(staged, null);
        return "Committed";
    }
    catch (StorageException exception)
    {
        await storage.DiscardAsync(staged);
        return exception.Reason.ToString();
    }
}

static string Flush(string path)
{
    using var file = File.Create(path);
    file.WriteByte(1);
    try
    {
        file.Flush(flushToDisk: true);
        return "Swallowed";
    }
    catch (IOException)
    {
        return "Reported";
    }
}
