using System.CommandLine;
using Penumbra.Operator.Commands;

var root = new RootCommand("Penumbra: progressive delivery for Kubernetes.") { RunCommand.Make(), CrdsCommand.Make(), VersionCommand.Make() };
return await root.Parse(args).InvokeAsync();
