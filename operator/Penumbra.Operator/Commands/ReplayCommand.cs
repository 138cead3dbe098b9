using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text;
using Microsoft.Extensions.Logging;
using Penumbra.Comparison.Configuration;
using Penumbra.Comparison.Replaying;

namespace Penumbra.Operator.Commands;

/// <summary><c>penumbra replay</c>: sends recorded requests to a comparison server, in a Job's pod or by hand. Needs no cluster.</summary>
public static class ReplayCommand
{
    private const int LeastKey = 16;

    /// <summary>Makes the command.</summary>
    public static Command Make()
    {
        var file = new Option<string>("--file") { Description = "The recording: HAR 1.2, or one JSON object a line.", Required = true };
        var server = new Option<Uri>("--server") { Description = "The comparison server: the address of its report, such as http://localhost:8081.", Required = true, CustomParser = Address };
        var key = new Option<string>("--key-file") { Description = "The server's secretFile.", Required = true };
        var shadow = new Option<string>("--shadow") { Description = "The server's name, as its file has it.", Required = true };
        var subject = new Option<string>("--subject") { Description = "The server's subject, and since:<its since> where it has one.", DefaultValueFactory = _ => "" };
        var rate = new Option<double>("--rate") { Description = "The most requests a second.", DefaultValueFactory = _ => 10 };
        var inputs = new Option<string?>("--inputs") { Description = "Below which folder the files are looked up, without the first part of their paths: for sandboxes." };
        rate.Validators.Add(given =>
        {
            if (given.GetValueOrDefault<double>() is not (>= 0.001 and <= 10_000)) given.AddError("--rate is from 0.001 to 10000 requests a second");
        });
        var command = new Command("replay", "Replay recorded requests through a comparison server, one after another. Goes on where it was.") { file, server, key, shadow, subject, rate, inputs };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var folder = new InputFolder(parsed.GetValue(inputs));
            byte[] secret;
            try
            {
                secret = Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(await File.ReadAllBytesAsync(folder.Of(parsed.GetValue(key)!), cancellationToken)).Trim());
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                return await EndAsync(ReplayEnd.Failed, "--key-file cannot be read");
            }

            if (secret.Length < LeastKey) return await EndAsync(ReplayEnd.Failed, $"--key-file holds {secret.Length} bytes; at least {LeastKey} are needed");
            var options = new ReplayOptions { File = folder.Of(parsed.GetValue(file)!), Server = parsed.GetValue(server)!, Shadow = parsed.GetValue(shadow)!, Subject = parsed.GetValue(subject)!, Key = secret, Rate = parsed.GetValue(rate) };
            using var logs = LoggerFactory.Create(builder => builder.AddJsonConsole(console => (console.UseUtcTimestamp, console.TimestampFormat) = (true, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'")));
            using var http = ReplayConnection.Make();
            var (end, why) = await new Replayer(options, http, TimeProvider.System, logs.CreateLogger("Penumbra.Replay")).RunAsync(cancellationToken);
            return await EndAsync(end, why);
        });
        return command;
    }

    // The last line of what the pod says: the kubelet hands it to the operator.
    private static async Task<int> EndAsync(ReplayEnd end, string why)
    {
        if (end == ReplayEnd.Done) await Console.Out.WriteLineAsync($"penumbra: {why}");
        else await Console.Error.WriteLineAsync($"penumbra: {why}");
        return (int)end;
    }

    private static Uri? Address(ArgumentResult given)
    {
        if (Uri.TryCreate(given.Tokens[0].Value, UriKind.Absolute, out var address) && address.Scheme == "http" && address.PathAndQuery == "/") return address;
        given.AddError($"{given.Tokens[0].Value} is not an address such as http://localhost:8081");
        return null;
    }
}
