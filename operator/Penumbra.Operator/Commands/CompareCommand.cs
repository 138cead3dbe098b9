using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Penumbra.Comparison.Configuration;
using Penumbra.Comparison.Serving;
using Penumbra.Kubernetes.Login;

namespace Penumbra.Operator.Commands;

/// <summary><c>penumbra compare</c>: the server that takes mirrored copies and says whether a shadow is the same or better. Needs no cluster.</summary>
public static class CompareCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Make()
    {
        var file = new Option<string>("--config", "-c") { Description = "The server's file, YAML or JSON.", Required = true };
        var check = new Option<bool>("--check") { Description = "Say what is wrong with the file, and end." };
        var address = new Option<IPAddress?>("--address") { Description = "The address of all listeners, such as the pod's own; default: what the file says.", CustomParser = Address };
        var inputs = new Option<string?>("--inputs") { Description = "Below which folder the files are looked up, without the first part of their paths: for sandboxes." };
        var command = new Command("compare", "Compare a shadow's answers with live's, request by request, from mirrored traffic. Needs no cluster.") { file, check, address, inputs };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var path = parsed.GetValue(file)!;
            var folder = new InputFolder(parsed.GetValue(inputs));
            string text;
            try
            {
                text = await File.ReadAllTextAsync(folder.Of(path), cancellationToken);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                return await FailAsync([$"--config {path}: {(exception is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : "cannot be read")}"]);
            }

            var reading = new ConfigReader(name => File.ReadAllBytes(folder.Of(name))).Read(text);
            if (reading.Config is not { } config) return await FailAsync([.. reading.Problems.Select(problem => $"{path}: {problem}")]);
            if (parsed.GetValue(check)) return 0;
            if (config.Access is { Url: null } access)
            {
                if (InClusterLogin.Server(Environment.GetEnvironmentVariable) is not { } server) return await FailAsync([$"{path}: access.url is missing, and KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT name no API server either; such as https://kubernetes.default.svc"]);
                config = config with { Access = access with { Url = server } };
            }

            using var logs = LoggerFactory.Create(builder => builder.AddJsonConsole(options => (options.UseUtcTimestamp, options.TimestampFormat) = (true, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'")));
            return await RunAsync(folder.Of(config, parsed.GetValue(address)), logs, cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(ComparisonConfig config, ILoggerFactory logs, CancellationToken cancellationToken)
    {
        try
        {
            await using var server = await ComparisonServer.StartAsync(config, TimeProvider.System, new Random(), logs, cancellationToken);
            logs.CreateLogger("Penumbra").LogInformation(
                "penumbra {Version} compares {Shadow} with {Live}; copies at {Traffic}, report at {Report}", VersionCommand.Version, config.Shadow.Url, config.Live.Url,
                string.Join(", ", server.TrafficAddresses), server.ReportAddress);
            var stop = new TaskCompletionSource();
            await using var registration = cancellationToken.Register(() => stop.TrySetResult());
            await stop.Task;
            return 0;
        }
        catch (Exception exception) when (exception is IOException or CryptographicException)
        {
            return await FailAsync([$"cannot start: {exception.Message}"]);
        }
    }

    private static IPAddress? Address(ArgumentResult given)
    {
        if (IPAddress.TryParse(given.Tokens[0].Value, out var address)) return address;
        given.AddError($"{given.Tokens[0].Value} is not an IP address such as 0.0.0.0");
        return null;
    }

    private static async Task<int> FailAsync(IReadOnlyList<string> problems)
    {
        foreach (var problem in problems) await Console.Error.WriteLineAsync($"penumbra: {problem}");
        return 2;
    }
}
