using System.CommandLine;
using Penumbra.Simulation.Commands;

SynchronizationContext.SetSynchronizationContext(null);
var root = new RootCommand("Simulates the operator, and everything that goes wrong around it.") { CampaignCommand.Make(), ReplayCommand.Make(), SpeedCommand.Make() };
return await root.Parse(args).InvokeAsync();
