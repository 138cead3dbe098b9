using System.CommandLine;
using Penumbra.Sandbox.ShadowDemo;

namespace Penumbra.Sandbox.Commands;

/// <summary><c>penumbra-sandbox demo-shadow</c>: two rewrites see live traffic, and one of them is found out.</summary>
public static class DemoShadowCommand
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(8);

    /// <summary>Makes the command.</summary>
    public static Command Make()
    {
        var root = new Option<DirectoryInfo>("--root") { Description = "The repository.", DefaultValueFactory = _ => new DirectoryInfo(".") };
        var program = new Option<FileInfo>("--operator") { Description = "The operator's penumbra.dll.", Required = true };
        var command = new Command("demo-shadow", "Show an equal rewrite being found the same, and one with three faults being found out, from live traffic.") { root, program };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(root)!.FullName, parsed.GetValue(program)!.FullName, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string root, string program, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("penumbra-demo-shadow-").FullName;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            await using var world = await ShadowCluster.StartAsync(root, program, folder, 0, limit.Token);
            Console.WriteLine($"embedded cluster at {world.Cluster.Server.BaseAddress}; operator under the chart's rights; logs in {folder}");
            ShadowSummary? summary = null;
            await new ShadowView().RunAsync(async view => summary = await new ShadowStory(world, Path.Combine(root, "crds", "samples", "demo-shadow"), view).TellAsync(limit.Token));
            foreach (var line in summary!.Lines) Console.WriteLine(line);
            return summary.Succeeded ? 0 : 1;
        }
        catch (OperationCanceledException)
        {
            Console.WriteLine(cancellationToken.IsCancellationRequested ? "demo-shadow: interrupted" : $"demo-shadow: not finished after {Limit.TotalMinutes:0} minutes; logs are in {folder}");
            return 1;
        }
        catch (Exception exception) when (exception is InvalidOperationException or IOException)
        {
            Console.WriteLine($"demo-shadow: {exception.Message}; logs are in {folder}");
            return 1;
        }
    }
}
