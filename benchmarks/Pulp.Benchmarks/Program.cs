using Pulp.Benchmarks;
using Pulp.Benchmarks.Rows;

if (args is [ChildWork.Option, .. var work])
    return await ChildWork.AnswerAsync(work);
if (args is [BareKestrel.Option, var file, var url])
    return await BareKestrel.ServeAsync(file, url);
if (args is [BareRegistry.Option, var registryUrl, var tags, var hasReferrers])
    return await BareRegistry.ServeAsync(registryUrl, int.Parse(tags, System.Globalization.CultureInfo.InvariantCulture), bool.Parse(hasReferrers));

IBenchmarkRow[] rows =
[
    new OnDemandSyncRow(), new AnsibleSyncRow(), new AnsibleServingRow(), new AnsiblePublishRow(), new ImmediateSyncRow(), new AddUnitRow(), new PromoteRow(), new ServingRow(), new RestRow(), new StartRow(),
    new ContainerSyncRow(), new ContainerPullRow(), new ContainerPushRow(), new ContainerLargeRow(), new ContainerParallelRow(), new ContainerPullThroughRow(),
];
var names = new List<string>();
string? output = null;
var large = false;
for (var index = 0; index < args.Length; index++)
{
    switch (args[index])
    {
        case "--large":
            large = true;
            break;
        case "--out" when index + 1 < args.Length:
            output = args[++index];
            break;
        case var name when Array.Exists(rows, row => row.Name == name):
            names.Add(name);
            break;
        default:
            await Console.Error.WriteLineAsync($"'{args[index]}' is not known. Usage: [--large] [--out file.md] [{string.Join('|', rows.Select(row => row.Name))} ...]");
            return 2;
    }
}

var run = new BenchmarkRun { IsLarge = large };
await using var disposing = run;
var findings = new List<Finding>();
foreach (var row in rows.Where(row => names.Count == 0 || names.Contains(row.Name)))
{
    BenchmarkRun.Say($"{row.Name} ...");
    try
    {
        var found = await row.MeasureAsync(run);
        findings.AddRange(found);
        BenchmarkRun.Say("\n" + FindingTable.Write(found));
    }
    catch (Exception exception) when (exception is InvalidOperationException or IOException or HttpRequestException or TimeoutException or System.ComponentModel.Win32Exception)
    {
        findings.Add(Finding.Failed(row.Name, exception.Message));
        BenchmarkRun.Say(exception.ToString());
    }
}

var load = File.Exists("/proc/loadavg") ? (await File.ReadAllTextAsync("/proc/loadavg")).Split(' ')[0] : "unknown";
var table = FindingTable.Write(findings) + $"\n{Environment.ProcessorCount} processors, load average of the last minute at the end: {load}.\n";
await Console.Out.WriteLineAsync(table);
if (output is not null)
    await File.WriteAllTextAsync(output, table);
return 0;
