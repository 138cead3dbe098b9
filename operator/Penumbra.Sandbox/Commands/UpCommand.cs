using System.CommandLine;
using Penumbra.Sandbox.ApiServer.Http;
using Penumbra.Sandbox.Embedded;
using Penumbra.Sandbox.ShadowDemo;

namespace Penumbra.Sandbox.Commands;

/// <summary><c>penumbra-sandbox up</c>: leaves an embedded cluster running.</summary>
public static class UpCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Make()
    {
        var root = new Option<DirectoryInfo>("--root") { Description = "The repository.", DefaultValueFactory = _ => new DirectoryInfo(".") };
        var program = new Option<FileInfo?>("--operator") { Description = "The operator's penumbra.dll; absent: no operator." };
        var folder = new Option<DirectoryInfo>("--folder") { Description = "Where kubeconfig and logs go.", DefaultValueFactory = _ => new DirectoryInfo(".cache/sandbox") };
        var port = new Option<int>("--port") { Description = "The API server's port; 0: any free one.", DefaultValueFactory = _ => 0 };
        var command = new Command("up", "Run an embedded cluster until interrupted.") { root, program, folder, port };
        command.SetAction((parsed, cancellationToken) =>
            RunAsync(parsed.GetValue(root)!.FullName, parsed.GetValue(program)?.FullName, parsed.GetValue(folder)!.FullName, parsed.GetValue(port), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string root, string? program, string folder, int port, CancellationToken cancellationToken)
    {
        try
        {
            await using var whole = program is null ? null : await ShadowCluster.StartAsync(root, program, folder, port, cancellationToken);
            await using var bare = program is not null ? null : await EmbeddedCluster.StartAsync(folder, Path.Combine(root, "crds"), new ApiServerHostOptions { Port = port }, cancellationToken: cancellationToken);
            Explain(whole?.Cluster ?? bare!, folder, program is not null);
            var stop = new TaskCompletionSource();
            await using var registration = cancellationToken.Register(() => stop.TrySetResult());
            await stop.Task;
            return 0;
        }
        catch (OperationCanceledException)
        {
            return 0;
        }
        catch (Exception exception) when (exception is InvalidOperationException or IOException)
        {
            await Console.Error.WriteLineAsync($"penumbra-sandbox: {exception.Message}");
            return 1;
        }
    }

    private static void Explain(EmbeddedCluster cluster, string folder, bool withOperator)
    {
        Console.WriteLine($"""
            A cluster runs at {cluster.Server.BaseAddress}{(withOperator ? ", and the operator in it (log: " + Path.Combine(folder, "operator.log") + ")" : "")}. Ctrl-C ends it.

              export KUBECONFIG={cluster.KubeconfigFile}
              kubectl apply -f crds/samples/demo/          # a Gateway, a template and a launch
              kubectl -n shop get dl -w                    # what the launch does
              kubectl -n shop set image deployment/checkout checkout=shop/checkout:2
              kubectl -n shop describe dl checkout
              kubectl -n shop get events
              kubectl apply -f crds/samples/demo-shadow/orders.yaml -f crds/samples/demo-shadow/equal.yaml && kubectl -n shop get shadow -w
              kubectl -n shop get gateway public -o jsonpath='http://{"{"}.status.addresses[-1:].value{"}"}'   # send users there, with Host: shop.example.com
            """);
    }
}
