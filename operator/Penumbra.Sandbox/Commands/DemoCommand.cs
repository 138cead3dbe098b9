using System.CommandLine;
using Penumbra.Sandbox.Demo;
using Penumbra.Sandbox.Embedded;

namespace Penumbra.Sandbox.Commands;

/// <summary><c>penumbra-sandbox demo</c>: four releases in under two minutes.</summary>
public static class DemoCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Make()
    {
        var root = new Option<DirectoryInfo>("--root") { Description = "The repository.", DefaultValueFactory = _ => new DirectoryInfo(".") };
        var program = new Option<FileInfo>("--operator") { Description = "The operator's penumbra.dll.", Required = true };
        var command = new Command("demo", "Show a good release being promoted and two bad ones being rolled back, on an embedded cluster.") { root, program };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(root)!.FullName, parsed.GetValue(program)!.FullName, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string root, string program, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("penumbra-demo-").FullName;
        var log = Path.Combine(folder, "operator.log");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(120));
        try
        {
            await using var cluster = await EmbeddedCluster.StartAsync(folder, Path.Combine(root, "crds"), cancellationToken: limit.Token);
            var kubeconfig = await OperatorRights.InstallAsync(cluster, Path.Combine(root, "charts", "rendered", "penumbra.yaml"), limit.Token);
            using var verdicts = DemoVerdicts.OnFreePort();
            await using var penumbra = OperatorProcess.Start(program, kubeconfig, log, "--lease-namespace", OperatorRights.Namespace, "--listen", verdicts.Address, "--allow-loopback-sources");
            Console.WriteLine($"embedded cluster at {cluster.Server.BaseAddress}; operator under the chart's rights, its log: {log}");
            DemoSummary? summary = null;
            await new DemoView().RunAsync(async view =>
            {
                var (outcomes, traffic) = await new DemoStory(cluster, verdicts, Path.Combine(root, "crds", "samples", "demo"), view).TellAsync(limit.Token);
                summary = new DemoSummary(outcomes, traffic);
            });
            foreach (var line in summary!.Lines) Console.WriteLine(line);
            return summary.Succeeded ? 0 : 1;
        }
        catch (OperationCanceledException)
        {
            Console.WriteLine(cancellationToken.IsCancellationRequested ? "demo: interrupted" : $"demo: not finished after 120 s; the operator's log is {log}");
            return 1;
        }
        catch (Exception exception) when (exception is InvalidOperationException or IOException)
        {
            Console.WriteLine($"demo: {exception.Message}");
            return 1;
        }
    }
}
