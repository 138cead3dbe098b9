using System.Globalization;
using System.Text;
using Penumbra.Harm.Grid;
using Penumbra.Harm.Intakes;
using Penumbra.Harm.Worlds;

namespace Penumbra.Harm.Reports;

/// <summary>docs/benchmarks/harm.md.</summary>
public sealed class Markdown(IReadOnlyList<Cell> good, IReadOnlyList<Cell> bad, IReadOnlyList<Cell> variations, Field field, int runs, int faultRuns)
{
    private readonly StringBuilder _text = new();

    public string Write(Goals goals)
    {
        _text.Append(CultureInfo.InvariantCulture, $"""
            # Users harmed, and good releases blamed

            Written by `make harm` ({runs:N0} runs of each good release, {faultRuns:N0} of each bad one; the same seeds for every rule, so the figures are the same on every machine). Do not edit.
            How it is done, and what it can and cannot say: [harm-method.md](harm-method.md). Every rule in every cell, with bounds: [harm.csv](harm.csv), whose cells are in [harm-cells.csv](harm-cells.csv).

            Kayenta's rules are judged in one run of {RuleBook.All[^1].Every} alone, as they sort all differences of minutes at each look: their figures rest on {Math.Max(1, runs / RuleBook.All[^1].Every):N0} and {Math.Max(1, faultRuns / RuleBook.All[^1].Every):N0} runs, the others' on all.

            A launch has steps of 5, 25 and 50 % of five minutes each and ten minutes at 100 %. Stable and a good release fail 0.1 × what is allowed, unless a row says otherwise.

            ```
            {string.Join('\n', [.. goals.Missed, .. goals.Besides, goals.ToString()])}
            ```

            ![Users harmed by a release that fails twenty times as much as allowed](harm-20x.svg)

            ![Users harmed by a release that fails five times as much as allowed](harm-5x.svg)

            ![Good releases that were rolled back](harm-false.svg)


            """);
        False();
        FalseIncumbents();
        Harmed();
        Defaults();
        Durations();
        Variations();
        return _text.ToString();
    }

    private void False()
    {
        _text.AppendLine("## Good releases rolled back by Penumbra, in %").AppendLine();
        _text.AppendLine("In brackets the upper end of the 95 % interval. The last column says whether a rate of at most 1 % is promised there; where it is not, this is the curve.").AppendLine();
        Header(["allowed", "bad events come", "level", .. Cells.Traffic.Select(rps => $"{Number(rps)} rps"), "promised"]);
        foreach (var group in good.GroupBy(cell => (cell.World.Allowed, cell.World.Noise, cell.World.Level)))
        {
            Row([Percent(group.Key.Allowed), group.Key.Noise.ToString(), $"{Number(group.Key.Level)} ×",
                .. group.Select(cell => $"{Number(100 * cell.Ours.Share, 2)} ({Number(100 * cell.Ours.Upper, 2)})"), group.Key.Noise.Promised ? "yes" : "no"]);
        }

        _text.AppendLine();
    }

    private void FalseIncumbents()
    {
        _text.AppendLine("## Good releases rolled back by every rule, in %").AppendLine();
        _text.AppendLine("The worst over the kinds of noise with a promise and over all traffic; and how many of the ten pairs of traffic and objective it qualifies at: at most 1 % at 0.1 ×.").AppendLine();
        Header(["rule", "documented default", "at 0.1 ×", "at 0.3 ×", "at 1.0 ×", "qualifies at"]);
        for (var rule = 0; rule < RuleBook.All.Count; rule++)
        {
            var at = rule;
            var qualifies = rule == 0 ? 10 : good.GroupBy(cell => (cell.World.Rps, cell.World.Allowed)).Count(group => field.Qualified(group.First().World).Contains(at));
            Row([RuleBook.All[rule].Name, RuleBook.All[rule].IsDefault ? "yes" : "",
                .. Cells.Levels.Select(level => Number(100 * good.Where(cell => cell.World.Noise.Promised && cell.World.Level.Equals(level)).Max(cell => cell.Results[at].Share), 1)), $"{qualifies} of 10"]);
        }

        _text.AppendLine();
    }

    private void Harmed()
    {
        _text.AppendLine("## Users harmed by bad releases").AppendLine();
        _text.AppendLine("The best incumbent is the setting that harms the fewest users in that very row, among those that qualify at every traffic and objective, since Penumbra has one setting for all of them. The tuned one is the best of those that qualify at the row's own traffic and objective. Mean (95th percentile); the seconds are the median from the fault to the rollback. **lost**: the best incumbent harms fewer.").AppendLine();
        Header(["allowed", "fault", "begins at", "rps", "failures a minute", "Penumbra", "s", "best incumbent", "users", "s", "ratio", "", "tuned", "ratio"]);
        foreach (var cell in bad)
        {
            var best = field.Best(cell);
            var ratio = field.Ratio(cell);
            Row([Percent(cell.World.Allowed), cell.World.Fault >= 1 ? "all" : $"{Number(cell.Multiple)} ×", $"{cell.World.Onset} s, {Number(100 * Schedule.Weights[Schedule.StepAt(cell.World.Onset)])} %", Number(cell.World.Rps),
                Number(cell.FailuresPerMinute, 1), Users(cell.Ours), Number(cell.Ours.Notice),
                best is { } rule ? RuleBook.All[rule].Name : "none qualifies", best is { } other ? Users(cell.Results[other]) : "", best is { } third ? Number(cell.Results[third].Notice) : "",
                ratio is { } value ? Number(value, 2) : "", ratio > 1 ? "**lost**" : "",
                field.BestTuned(cell) is { } tuned ? RuleBook.All[tuned].Name : "none", field.RatioTuned(cell) is { } against ? Number(against, 2) : ""]);
        }

        _text.AppendLine();
    }

    private void Defaults()
    {
        var named = Enumerable.Range(0, RuleBook.All.Count).Where(rule => RuleBook.All[rule].IsDefault).ToList();
        _text.AppendLine("## In their documented settings").AppendLine();
        _text.AppendLine("Users harmed on average by a fault from the start, 0.1 % allowed; and the good releases at 0.1 ×, failing independently, that the same setting rolls back, in %.").AppendLine();
        Header(["fault", "rps", .. named.Select(rule => RuleBook.All[rule].Name)]);
        foreach (var cell in bad.Where(cell => cell.World is { Onset: 0, Allowed: < 0.005 } && cell.Multiple > 4.9))
            Row([cell.World.Fault >= 1 ? "all" : $"{Number(cell.Multiple)} ×", Number(cell.World.Rps), .. named.Select(rule => Number(cell.Results[rule].Mean))]);
        foreach (var cell in good.Where(cell => cell.World is { Allowed: < 0.005, Level: < 0.2, Noise.Kind: NoiseKind.Independent }))
            Row(["good", Number(cell.World.Rps), .. named.Select(rule => $"{Number(100 * cell.Results[rule].Share, 1)} %")]);
        _text.AppendLine();
    }

    private void Durations()
    {
        _text.AppendLine("## How long good launches take").AppendLine();
        _text.AppendLine(CultureInfo.InvariantCulture, $"Seconds on average of those that are not rolled back; the schedule is {Schedule.Seconds:#,0} s. Below the traffic at which the schedule shows enough events, Penumbra waits for them; the others do not. Where what fails is all that is allowed, it also waits while there is evidence that is not enough to blame.").AppendLine();
        Header(["allowed", "bad events come", "level", .. Cells.Traffic.Select(rps => $"{Number(rps)} rps")]);
        foreach (var group in good.Where(cell => cell.World.Noise.Promised).GroupBy(cell => (cell.World.Allowed, cell.World.Noise, cell.World.Level)))
            Row([Percent(group.Key.Allowed), group.Key.Noise.ToString(), $"{Number(group.Key.Level)} ×", .. group.Select(cell => Number(cell.Ours.GoodSeconds))]);
        _text.AppendLine();
    }

    private void Variations()
    {
        _text.AppendLine("## Slower scrapes, several objectives, and counters of pods").AppendLine();
        _text.AppendLine(CultureInfo.InvariantCulture, $"0.1 % allowed; with several objectives one is faulty and the others are good. The incumbents see the same samples; they judge one objective only. Pods are {Fleet.Pods} of each release, whose counters go through `PodCounter` and `SequentialMemory`; elsewhere the judge is given exact increments, which comes to the same where nothing happens to counters. *One is bad*: of a release one pod fails all that it fails. *Restarts*: each pod restarts every ten minutes on average, its counters begin at zero, and what came since the last sample is lost. *Seen late*: the candidate gets pods with each step and stable a new one every two minutes, and new ones are seen 10 to 30 s late. The incumbents' samples stay exact.").AppendLine();
        Header(["samples every", "objectives", "counted", "release", "rps", "rolled back, %", "Penumbra", "s", "best incumbent", "users"]);
        foreach (var cell in variations)
        {
            var best = cell.World.IsGood || cell.World.Objectives > 1 ? null : field.Best(cell);
            Row([$"{cell.World.Tick} s", $"{cell.World.Objectives}", Counted(cell.World.Counting), cell.World.IsGood ? $"good, {Number(cell.World.Level)} ×" : $"{Number(cell.Multiple)} × from the start", Number(cell.World.Rps),
                cell.World.IsGood ? $"{Number(100 * cell.Ours.Share, 2)} ({Number(100 * cell.Ours.Upper, 2)})" : Number(100 * cell.Ours.Share, 1), cell.World.IsGood ? "" : Users(cell.Ours),
                cell.World.IsGood ? "" : Number(cell.Ours.Notice), best is { } rule ? RuleBook.All[rule].Name : "", best is { } other ? Users(cell.Results[other]) : ""]);
        }

        _text.AppendLine();
    }

    private static string Counted(Counting counting) => counting switch
    {
        Counting.Exact => "exactly",
        Counting.Pods => "by pods",
        Counting.OneBadPod => "by pods, one is bad",
        Counting.Restarts => "by pods, restarts",
        _ => "by pods, seen late",
    };

    private void Header(IReadOnlyList<string> titles)
    {
        Row(titles);
        Row([.. titles.Select((_, index) => index == 0 ? "---" : "---:")]);
    }

    private void Row(IReadOnlyList<string> cells) => _text.Append("| ").AppendJoin(" | ", cells).AppendLine(" |");

    private static string Users(RuleResult result) => $"{Number(result.Mean, result.Mean < 100 ? 1 : 0)} ({Number(result.P95)})";

    private static string Percent(double share) => $"{Number(100 * share, 1)} %";

    private static string Number(double value, int digits = 1) =>
        value.ToString(digits == 2 ? "#,0.00" : Math.Abs(value) >= 100 || value.Equals(Math.Round(value)) ? "#,0" : "#,0.0", CultureInfo.InvariantCulture);
}
