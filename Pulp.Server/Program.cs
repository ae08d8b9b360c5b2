using System.CommandLine;
using Pulp.Server.Commands;

// Longer than the grace that running tasks get, so that Ctrl-C ends them instead of cutting them off.
var invocation = new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) };
Terminal.SetUp();
return await PulpCommands.RunAsync(args, invocation);
