using System.Globalization;
using Penumbra.Rehearsal.Faults;

namespace Penumbra.Rehearsal.Power;

/// <summary>What a rehearsal found, as a person would say it.</summary>
public static class Sentences
{
    private const string Failures = "failures";

    /// <summary>What becomes of a fault, as the end of a sentence that begins with the traffic.</summary>
    public static string Of(FaultPower power)
    {
        var release = $"a release {power.Fault.Verb}";
        if (!power.IsNoticed && 2 * power.StoppedOtherwise >= power.Runs && power.Runs > 0)
            return $"{release} goes back in {N(power.StoppedOtherwise)} of {N(power.Runs)} launches, and not because an objective is Bad";
        if (!power.IsNoticed && 2 * power.Waiting >= power.Runs && power.Runs > 0)
            return $"{release} gets no further: {N(power.Waiting)} of {N(power.Runs)} launches still waited when they were not followed any longer ({Hurt(power.Hurt.Median)} hurt by then)";
        return power.Advice.Kind switch
        {
            AdviceKind.Unwatched => $"{release} is not noticed: no objective that acts measures {What(power.Fault)}",
            AdviceKind.Allowed => $"{release} does no more than objective {power.Advice.Objective} allows ({Hurt(power.Hurt.Median)} hurt in the whole launch): make it stricter, or accept it",
            AdviceKind.Hold => $"{release} {Hardly(power)}: hold step {N(power.Advice.Step)} for {Span(power.Advice.Hold.TotalSeconds)} ({N(Math.Round(power.Advice.Noticed * 100))} % of such launches notice it then), or accept it",
            AdviceKind.Accept => $"{release} {Hardly(power)}: no hold of up to six hours shows it, accept it",
            _ => $"{release} is noticed{Often(power)} at step {N(power.Step)} after {Span(power.Seconds!.Median)} (median), having hurt {Hurt(power.Hurt.Median)}{Otherwise(power)}",
        };
    }

    /// <summary>What becomes of several faults; those that nothing measures are one sentence.</summary>
    public static IEnumerable<string> Of(IReadOnlyList<FaultPower> faults)
    {
        var unwatched = faults.Where(power => power.Advice.Kind == AdviceKind.Unwatched).ToList();
        foreach (var kind in unwatched.GroupBy(power => What(power.Fault), StringComparer.Ordinal))
        {
            if (kind.Count() > 1) yield return $"{kind.Key} {(kind.Key == Failures ? "are" : "is")} not noticed at all: no objective that acts measures {(kind.Key == Failures ? "them" : "it")}";
            else yield return kind.First().Sentence;
        }

        foreach (var power in faults.Where(power => power.Advice.Kind != AdviceKind.Unwatched)) yield return power.Sentence;
    }

    /// <summary>What becomes of a good release.</summary>
    public static string Of(GoodPower good)
    {
        var arrived = good.Seconds is { } seconds ? $"takes {Span(seconds.Median)} (median{(seconds.P95 > seconds.Median * 1.01 ? $"; 95 % of them at most {Span(seconds.P95)}" : "")})" : "does not arrive";
        var stopped = good.Stopped == 0 ? $"none of {N(good.Runs)} was stopped by mistake" : $"{N(good.Stopped)} of {N(good.Runs)} were stopped though nothing was wrong ({good.Obstacle})";
        var waiting = good.Waiting == 0 ? "" : $"; {N(good.Waiting)} still waited when they were not followed any longer ({good.Obstacle})";
        return $"a good release {arrived}; {stopped}{waiting}";
    }

    /// <summary>A time for people: two units at most.</summary>
    public static string Span(double seconds)
    {
        var rounded = TimeSpan.FromSeconds(Math.Round(seconds));
        if (rounded < TimeSpan.FromMinutes(2)) return $"{N(Math.Round(seconds))} s";
        if (rounded < TimeSpan.FromHours(2)) return rounded.Seconds == 0 || rounded > TimeSpan.FromMinutes(20) ? $"{N(Math.Round(rounded.TotalMinutes))} min" : $"{N(rounded.Minutes)} min {N(rounded.Seconds)} s";
        var minutes = TimeSpan.FromMinutes(Math.Round(rounded.TotalMinutes));
        return minutes.Minutes == 0 ? $"{N((int)minutes.TotalHours)} h" : $"{N((int)minutes.TotalHours)} h {N(minutes.Minutes)} min";
    }

    private static string Hardly(FaultPower power) => power.Noticed == 0
        ? $"cannot be noticed before the launch ends ({Hurt(power.Hurt.Median)} hurt by then)"
        : $"is noticed in only {N(power.Noticed)} of {N(power.Runs)} launches ({Hurt(power.Hurt.Median)} hurt in the middle one)";

    private static string Often(FaultPower power) => power.Noticed == power.Runs ? "" : $" in {N(power.Noticed)} of {N(power.Runs)} launches";

    private static string Otherwise(FaultPower power) => power.Waiting > 0 ? $"; {N(power.Waiting)} are held, and neither go on nor back" : "";

    private static string What(Fault fault) => fault.Errors > 0 ? Failures : "latency";

    private static string Hurt(double users) => users.Equals(1) ? "1 user" : $"{N(users)} users";

    private static string N(double number) => number.ToString("#,0.##", CultureInfo.InvariantCulture);
}
