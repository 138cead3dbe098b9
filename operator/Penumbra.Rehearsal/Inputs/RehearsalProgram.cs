using Penumbra.Rehearsal.Faults;
using Penumbra.Rehearsal.Manifests;
using Penumbra.Rehearsal.Reports;
using Penumbra.Rehearsal.Runs;
using Penumbra.Rehearsal.Traffic;

namespace Penumbra.Rehearsal.Inputs;

/// <summary>The command: reads what it is told to, rehearses, and writes what came of it.</summary>
/// <param name="inputs">The options.</param>
/// <param name="output">Where the report goes.</param>
/// <param name="error">Where problems go.</param>
/// <param name="style">How the terminal is.</param>
/// <param name="surroundings">What it takes from the machine.</param>
public sealed class RehearsalProgram(RehearsalInputs inputs, TextWriter output, TextWriter error, TerminalStyle style, RehearsalSurroundings surroundings)
{
    private readonly OptionReader _options = new();

    /// <summary>Runs it.</summary>
    /// <returns>See <see cref="ExitStatus"/>.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var faults = _options.Faults(inputs.Faults);
        var good = new SteadyBase { Errors = _options.Share(inputs.BaseErrors, "--base-errors"), Latency = _options.Latency(inputs.BaseLatency, "--base-latency") };
        var runs = _options.Whole(inputs.Runs, "--runs", 1, 100_000, "100") ?? 100;
        var seed = _options.Whole(inputs.Seed, "--seed", 0, long.MaxValue, "1") ?? 1;
        var podStart = _options.Duration(inputs.PodStart, "--pod-start", "5s") ?? TimeSpan.FromSeconds(5);
        var approveAfter = _options.Duration(inputs.ApproveAfter, "--approve-after", "30m") ?? TimeSpan.Zero;
        var pilots = _options.Rate(inputs.PilotsRps, "--pilots-rps", 0) ?? 0;
        var source = new TrafficInput(inputs, _options, surroundings);
        var text = await ManifestAsync(cancellationToken);
        if (_options.Problems.Count > 0) return await FailAsync(ExitStatus.Usage, _options.Problems);

        var reading = ManifestReader.Read(text!, inputs.Name);
        if (reading.Launch is not { } launch) return await FailAsync(ExitStatus.WrongManifest, [.. reading.Problems.Select(problem => $"{inputs.File}: {problem}")]);
        var warnings = new List<string>();
        var traffic = await source.ReadAsync(launch, good, warnings, cancellationToken);
        if (traffic is null) return await FailAsync(ExitStatus.Usage, _options.Problems);
        var settings = new RunSettings { Launch = launch, Traffic = traffic, PodStart = podStart, ApproveAfter = approveAfter, PilotsPerSecond = pilots };
        foreach (var wrong in faults.Select(fault => FaultReader.Problem(fault, launch.Spec.Steps.Count, settings.Planned)).OfType<string>()) _options.Wrong(wrong);
        if (_options.Problems.Count > 0) return await FailAsync(ExitStatus.Usage, _options.Problems);

        var request = new RehearsalRequest { Settings = settings, Faults = faults.Count > 0 ? faults : FaultReader.Grid, Runs = (int)runs, Seed = (ulong)seed, Warnings = warnings };
        if (LaunchRehearsal.Run(request, out var problem, surroundings.Progress, cancellationToken) is not { } result) return await FailAsync(ExitStatus.WrongManifest, [$"{inputs.File}: the launch would not start: {problem}"]);
        return await WriteAsync(result, cancellationToken);
    }

    private async Task<int> WriteAsync(RehearsalResult result, CancellationToken cancellationToken)
    {
        if (inputs.Html is { } page)
        {
            try
            {
                await File.WriteAllTextAsync(page, HtmlReport.Write(result), cancellationToken);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                return await FailAsync(ExitStatus.Usage, [$"--html {page}: cannot be written; name a file in a folder that exists"]);
            }
        }

        await output.WriteAsync((inputs.Output == "json" ? JsonReport.Write(result) : TerminalReport.Write(result, style)).AsMemory(), cancellationToken);
        return ExitStatus.Done;
    }

    private async Task<string?> ManifestAsync(CancellationToken cancellationToken)
    {
        if (inputs.File is not { Length: > 0 } file)
        {
            _options.Wrong("-f is missing: name the manifest of a DarkLaunch, such as -f launch.yaml, or - for standard input");
            return null;
        }

        try
        {
            return file == "-" ? await Console.In.ReadToEndAsync(cancellationToken) : await File.ReadAllTextAsync(file, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _options.Wrong($"-f {file}: {(exception is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : Directory.Exists(file) ? "is a folder; name a file in it" : "cannot be read")}");
            return null;
        }
    }

    private async Task<int> FailAsync(int status, IReadOnlyList<string> problems)
    {
        foreach (var problem in problems) await error.WriteLineAsync($"penumbra: {problem}");
        return status;
    }
}
