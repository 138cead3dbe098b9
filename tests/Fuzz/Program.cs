using System.CommandLine;
using Penumbra.Fuzz.Commands;

SynchronizationContext.SetSynchronizationContext(null);
var root = new RootCommand("Declares nonsense, and looks whether each piece of it is refused, told, or does what it says.") { AllCommand.Make(), OneCommand.Make() };
return await root.Parse(args).InvokeAsync();
