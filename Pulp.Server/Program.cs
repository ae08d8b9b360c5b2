using Pulp.Server.Commands;

return await PulpCommands.CreateRoot().Parse(args).InvokeAsync();
