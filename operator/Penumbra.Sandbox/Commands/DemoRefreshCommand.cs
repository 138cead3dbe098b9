using System.CommandLine;
using Penumbra.Sandbox.Cloud;
using Penumbra.Sandbox.RefreshDemo;

namespace Penumbra.Sandbox.Commands;

/// <summary><c>penumbra-sandbox demo-refresh</c>: a refresh that survives two crashes, and one that is stopped.</summary>
public static class DemoRefreshCommand
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <summary>Makes the command.</summary>
    public static Command Make()
    {
        var root = new Option<DirectoryInfo>("--root") { Description = "The repository.", DefaultValueFactory = _ => new DirectoryInfo(".") };
        var program = new Option<FileInfo>("--operator") { Description = "The operator's penumbra.dll.", Required = true };
        var fresh = new Option<bool>("--fresh") { Description = "residue: Fresh: load what is clean into a new, empty database, whose snapshot is published." };
        var command = new Command("demo-refresh", "Show a snapshot being made clean and published in spite of crashes, and an unclean one being stopped.") { root, program, fresh };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(root)!.FullName, parsed.GetValue(program)!.FullName, parsed.GetValue(fresh), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string root, string program, bool fresh, CancellationToken cancellationToken)
    {
        if (PostgresPrograms.Find() is not { } programs)
        {
            Console.WriteLine("demo-refresh: PostgreSQL's programs are missing: run tests/tools/install-postgres.sh, or let PENUMBRA_POSTGRES name the folder of initdb and postgres.");
            return 1;
        }

        var folder = Directory.CreateTempSubdirectory("penumbra-demo-refresh-").FullName;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            return await RunAsync(root, program, programs, folder, fresh, limit.Token);
        }
        catch (OperationCanceledException)
        {
            Console.WriteLine(cancellationToken.IsCancellationRequested ? "demo-refresh: interrupted" : $"demo-refresh: not finished after {Limit.TotalMinutes:0} minutes; logs are in {folder}");
            return 1;
        }
        catch (Exception exception) when (exception is InvalidOperationException or IOException)
        {
            Console.WriteLine($"demo-refresh: {exception.Message}");
            return 1;
        }
    }

    private static async Task<int> RunAsync(string root, string program, PostgresPrograms programs, string folder, bool fresh, CancellationToken cancellationToken)
    {
        await using var world = await RefreshCluster.StartAsync(root, program, programs, folder, cancellationToken);
        Console.WriteLine($"embedded cluster at {world.Cluster.Server.BaseAddress}; imitated cloud at {world.Host.Address}; PostgreSQL of {programs.Folder}; logs in {folder}");
        RefreshSummary? summary = null;
        await new RefreshView().RunAsync(async view =>
            summary = await new RefreshStory(world, Path.Combine(root, "crds", "samples", "demo-refresh"), view) { Residue = fresh ? "Fresh" : "Rewrite", KilledAt = fresh ? ["Load", "Snapshot"] : ["Sanitize", "Snapshot"] }.TellAsync(new PlantedShop(), cancellationToken));
        foreach (var line in summary!.Lines) Console.WriteLine(line);
        return summary.Succeeded ? 0 : 1;
    }
}
