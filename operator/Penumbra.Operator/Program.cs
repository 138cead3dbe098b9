using System.CommandLine;
using Penumbra.Operator.Commands;

var root = new RootCommand("Penumbra: progressive delivery for Kubernetes.") { RunCommand.Make(), RefreshCommand.Make(), RehearseCommand.Make(), CompareCommand.Make(), ReplayCommand.Make(), GeneratedFilesCommand.Crds(), GeneratedFilesCommand.Docs(), VersionCommand.Make() };
// A kubelet waits before it kills: the time is used to send events and to give the lease back.
var parsed = root.Parse(args);
var status = await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(5) });
return parsed.Errors.Count > 0 ? 2 : status;
