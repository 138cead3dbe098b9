using System.CommandLine;
using Penumbra.Sandbox.Commands;

var root = new RootCommand("The sandbox of Penumbra: a Kubernetes cluster in one process.") { UpCommand.Make(), DemoCommand.Make(), DemoRefreshCommand.Make(), DemoShadowCommand.Make() };
return await root.Parse(args).InvokeAsync();
