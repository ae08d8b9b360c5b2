using System.CommandLine;
using Pulp.Server.Commands;

// The setting TaskGraceInterval alone decides how long running tasks get; this must not cut them off before.
var invocation = new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromDays(1) };
Terminal.SetUp();
return await PulpCommands.RunAsync(args, invocation);
