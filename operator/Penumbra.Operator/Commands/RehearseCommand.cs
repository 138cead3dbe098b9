using System.CommandLine;
using Penumbra.Rehearsal.Inputs;
using Penumbra.Rehearsal.Reports;

namespace Penumbra.Operator.Commands;

/// <summary><c>penumbra rehearse</c>: what a launch would do, before it is applied. Needs no cluster.</summary>
public static class RehearseCommand
{
    private const int PipeWidth = 80;

    /// <summary>Makes the command.</summary>
    public static Command Make()
    {
        var file = new Option<string?>("--file", "-f") { Description = "The manifest of a DarkLaunch; - for standard input." };
        var name = new Option<string?>("--name") { Description = "Which DarkLaunch of the file, name or namespace/name, where it holds several." };
        var rps = new Option<string?>("--rps") { Description = "Requests per second, of both releases together." };
        var traffic = new Option<string?>("--traffic") { Description = "A JSON file with recorded data: intervals, or whole series as Prometheus answers them." };
        var prometheus = new Option<string?>("--prometheus") { Description = "A Prometheus server whose recorded series of the stable revision are played again." };
        var from = new Option<string?>("--from") { Description = "With --prometheus: when the recorded time begins; an instant such as 2026-11-20T09:00:00Z, or how long ago, such as 2h." };
        var to = new Option<string?>("--to") { Description = "With --prometheus: when it ends; an instant, how long ago, or now (default)." };
        var step = new Option<string?>("--step") { Description = "With --prometheus: how far apart samples are; default 30s." };
        var matcher = new Option<string?>("--matcher") { Description = "With --prometheus: the labels of stable's series; default: the launch's namespace, and pods named after its template." };
        var login = new Option<string?>("--login") { Description = "With --prometheus: a folder with a file bearer, or username and password, and ca.crt, tls.crt and tls.key where they are needed, as in the Secret of a MetricSource." };
        var fault = new Option<string[]>("--fault") { Description = "What is wrong with the release: errors=2%, latency=+300ms, onset=20m, @step2, joined by commas. Repeat it for a grid; default: a grid of ten." };
        var baseErrors = new Option<string?>("--base-errors") { Description = "With --rps: the share of requests that fail without a fault; default: a tenth of what each objective allows." };
        var baseLatency = new Option<string?>("--base-latency") { Description = "With --rps: median and 99th percentile without a fault, such as 80ms,250ms; default: a tenth of what each objective allows is slower than it." };
        var pilots = new Option<string?>("--pilots-rps") { Description = "Requests per second of pilots; default 0." };
        var podStart = new Option<string?>("--pod-start") { Description = "How long a pod takes to become ready; default 5s." };
        var approve = new Option<string?>("--approve-after") { Description = "How long a person takes at a manual gate; default 0s." };
        var runs = new Option<string?>("--runs") { Description = "Launches of each kind; default 100." };
        var seed = new Option<string?>("--seed") { Description = "What chance begins with: the same seed gives the same figures; default 1." };
        var html = new Option<string?>("--html") { Description = "A file to write a page with charts to." };
        var output = new Option<string>("--output", "-o") { Description = "text or json.", DefaultValueFactory = _ => "text" };
        output.AcceptOnlyFromAmong("text", "json");
        var command = new Command("rehearse", "Show what a launch would do, before it is applied. Needs no cluster.")
        {
            file, name, rps, traffic, prometheus, from, to, step, matcher, login, fault, baseErrors, baseLatency, pilots, podStart, approve, runs, seed, html, output,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var inputs = new RehearsalInputs
            {
                File = parsed.GetValue(file), Name = parsed.GetValue(name), Rps = parsed.GetValue(rps), Traffic = parsed.GetValue(traffic), Prometheus = parsed.GetValue(prometheus),
                From = parsed.GetValue(from), To = parsed.GetValue(to), Step = parsed.GetValue(step), Matcher = parsed.GetValue(matcher), Login = parsed.GetValue(login), Faults = parsed.GetValue(fault) ?? [],
                BaseErrors = parsed.GetValue(baseErrors), BaseLatency = parsed.GetValue(baseLatency), PilotsRps = parsed.GetValue(pilots), PodStart = parsed.GetValue(podStart),
                ApproveAfter = parsed.GetValue(approve), Runs = parsed.GetValue(runs), Seed = parsed.GetValue(seed), Html = parsed.GetValue(html), Output = parsed.GetValue(output)!,
            };
            var isWatched = !Console.IsErrorRedirected;
            var surroundings = RehearsalSurroundings.Real(isWatched ? next => Console.Error.Write($"\r\x1b[Krehearsing {next} …") : null);
            using var report = new StringWriter();
            var status = await new RehearsalProgram(inputs, report, Console.Error, Style(), surroundings).RunAsync(cancellationToken);
            if (isWatched) await Console.Error.WriteAsync("\r\x1b[K");
            await Console.Out.WriteAsync(report.ToString());
            return status;
        });
        return command;
    }

    // COLUMNS is set by those who know better; a pipe has neither width nor colours.
    private static TerminalStyle Style()
    {
        var isPipe = Console.IsOutputRedirected;
        var width = int.TryParse(Environment.GetEnvironmentVariable("COLUMNS"), out var columns) ? columns : isPipe ? PipeWidth : Console.WindowWidth;
        return new TerminalStyle(width, !isPipe && Environment.GetEnvironmentVariable("NO_COLOR") is not { Length: > 0 });
    }
}
